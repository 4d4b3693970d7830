#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/core/clock.hpp"
#include "base/db/database.hpp"

namespace kontor::host {

// How files of one source were mapped: header → field.
struct SavedMapping {
  std::string entity;
  std::string source;
  std::string columns_hash;
  std::map<std::string, std::string> mapping;
  std::string saved_by;
  TimeMs saved_at_ms = 0;
};

// Inside the caller's transaction.
class MappingStore {
 public:
  // Takes the place of an earlier one of the same entity and source.
  static Status keep(db::Session& session, const SavedMapping& mapping);
  static Result<std::optional<SavedMapping>> of_source(db::Session& session,
                                                       const std::string& entity,
                                                       const std::string& source);
  // The latest one for a file with the same columns.
  static Result<std::optional<SavedMapping>> of_columns(db::Session& session,
                                                        const std::string& entity,
                                                        const std::string& columns_hash);
  static Result<std::vector<SavedMapping>> all(db::Session& session, const std::string& entity,
                                               int limit);
  static Result<bool> remove(db::Session& session, const std::string& entity,
                             const std::string& source);
};

}  // namespace kontor::host

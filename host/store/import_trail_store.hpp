#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/core/json.hpp"
#include "base/db/database.hpp"

namespace kontor::host {

// What an import did beside creating the record of a row; enough to take it back.
struct ImportChange {
  std::int64_t sequence = 0;
  std::string entity;
  std::string record_id;
  std::int64_t version = 1;  // The record's, as the import left it.
  Json changes;              // {"field": [before, after]}; null: the record was made.
};

// A record an undo left as it was.
struct ImportKept {
  std::int64_t sequence = 0;
  std::string entity;
  std::string record_id;
  std::string reason;
};

// What an import leaves behind for its undo, and a dry run for itself. Each call is inside the
// caller's transaction.
class ImportTrailStore {
 public:
  static Status add_changes(db::Session& session, const std::string& id,
                            const std::vector<ImportChange>& changes);
  // Changes before `below`, the last one first.
  static Result<std::vector<ImportChange>> changes_below(db::Session& session,
                                                         const std::string& id, std::int64_t below,
                                                         int limit);
  // The version in which the import left each of the records it changed; others are missing.
  static Result<std::map<std::string, std::int64_t>> versions(
      db::Session& session, const std::string& id, const std::vector<std::string>& records);

  static Status add_kept(db::Session& session, const std::string& id,
                         const std::vector<ImportKept>& kept);
  static Result<std::vector<ImportKept>> kept(db::Session& session, const std::string& id,
                                              std::int64_t after, int limit);

  // Keys of a dry run's rows, with the e-mail address of the row.
  static Status add_keys(db::Session& session, const std::string& id,
                         const std::map<std::string, std::string>& keys);
  static Result<std::map<std::string, std::string>> known_keys(
      db::Session& session, const std::string& id, const std::vector<std::string>& keys);
  static Status forget_keys(db::Session& session, const std::string& id);
};

}  // namespace kontor::host

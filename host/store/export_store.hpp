#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/core/clock.hpp"
#include "base/core/json.hpp"
#include "base/db/database.hpp"

namespace kontor::host {

struct ExportJob {
  std::string id;
  std::string user_id;
  std::string entity;
  Json request;  // See Exporter::submit, with the rights of the moment.
  std::string format;
  std::string state;  // running, done, cancelled, failed, expired
  std::string message = {};
  TimeMs created_at_ms = 0;
  std::optional<TimeMs> finished_at_ms = {};
  std::int64_t total = 0;
  std::int64_t written = 0;
  std::int64_t bytes = 0;
};

Json export_json(const ExportJob& job);

// Each call is inside the caller's transaction.
class ExportStore {
 public:
  static Status insert(db::Session& session, const ExportJob& job);
  static Status save(db::Session& session, const ExportJob& job);
  static Result<std::optional<ExportJob>> find(db::Session& session, const std::string& id);
  static Result<std::vector<std::string>> unfinished(db::Session& session);
  // Those of one user, newest first.
  static Result<std::vector<ExportJob>> latest(db::Session& session, const std::string& user_id,
                                               int limit);
  // Files that were made before `before_ms` and are still there.
  static Result<std::vector<ExportJob>> made_before(db::Session& session, TimeMs before_ms);
};

}  // namespace kontor::host

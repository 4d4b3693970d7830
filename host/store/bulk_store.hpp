#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/core/clock.hpp"
#include "base/core/json.hpp"
#include "base/db/database.hpp"

namespace kontor::host {

// A change of many records. changed + unchanged + failed is how many were looked at.
struct BulkJob {
  std::string id;
  std::string user_id;
  std::string entity;
  Json request;       // See BulkJobs::submit, with the rights of the moment.
  std::string state;  // running, done, cancelled, failed
  std::string message = {};
  TimeMs created_at_ms = 0;
  std::optional<TimeMs> finished_at_ms = {};
  std::string after_id = {};  // Records up to here were looked at.
  std::string until_id = {};  // Records made later are not meant.
  std::int64_t total = 0;
  std::int64_t changed = 0;
  std::int64_t unchanged = 0;
  std::int64_t failed = 0;
  Json problems = Json::array();  // The first ones: {"id","reason"}
};

Json bulk_json(const BulkJob& job);

// Each call is inside the caller's transaction.
class BulkStore {
 public:
  static Status insert(db::Session& session, const BulkJob& job);
  static Status save(db::Session& session, const BulkJob& job);
  static Result<std::optional<BulkJob>> find(db::Session& session, const std::string& id);
  static Result<std::vector<std::string>> unfinished(db::Session& session);
};

}  // namespace kontor::host

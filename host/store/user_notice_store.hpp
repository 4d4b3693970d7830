#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/core/clock.hpp"
#include "base/core/json.hpp"
#include "base/db/database.hpp"

namespace kontor::host {

// Something a user must hear, kept until it was read.
struct UserNotice {
  std::string id;  // Later ones are greater.
  std::string user_id;
  std::string kind;  // task.reminder, task.delegated, case.response_late, case.resolution_late,
                     // security.mass_read
  std::string entity;
  std::string record_id;
  Json body = Json::object();
  TimeMs created_at_ms = 0;
  std::optional<TimeMs> read_at_ms = {};
};

Json notice_json(const UserNotice& notice);

// Each call is inside the caller's transaction.
class UserNoticeStore {
 public:
  static Status add(db::Session& session, const std::vector<UserNotice>& notices);
  // Unread ones of a user, newest first.
  static Result<std::vector<UserNotice>> unread(db::Session& session, const std::string& user_id,
                                                int limit);
  // Of everybody, after `id`, oldest first.
  static Result<std::vector<UserNotice>> after(db::Session& session, const std::string& id,
                                               int limit);
  static Result<std::string> last_id(db::Session& session);
  // False if the user has no such notice; reading twice is reading once.
  static Result<bool> mark_read(db::Session& session, const std::string& user_id,
                                const std::string& id, TimeMs now_ms);
};

}  // namespace kontor::host

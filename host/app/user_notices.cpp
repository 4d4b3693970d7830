#include "host/app/user_notices.hpp"

namespace kontor::host {

Result<std::vector<UserNotice>> unread_notices(db::Database& database, const Principal& principal,
                                               int limit) {
  return database.read(
      [&](db::Session& session) { return UserNoticeStore::unread(session, principal.id, limit); });
}

Status read_notice(db::Database& database, const Clock& clock, const Principal& principal,
                   const std::string& id) {
  auto marked = database.transaction([&](db::Session& session) {
    return UserNoticeStore::mark_read(session, principal.id, id, clock.now_ms());
  });
  if (TRY(std::move(marked))) return ok();
  return Error{ErrorCode::not_found, "there is no such notice"};
}

}  // namespace kontor::host

#include "host/store/user_notice_store.hpp"

namespace kontor::host {

namespace {

constexpr const char* kNoticeColumns =
    "SELECT id, user_id, kind, entity, record_id, body, created_at_ms, read_at_ms FROM "
    "user_notice WHERE ";

std::vector<UserNotice> read_notices(const std::vector<db::Row>& rows) {
  std::vector<UserNotice> notices;
  notices.reserve(rows.size());
  for (const db::Row& row : rows) {
    UserNotice notice{row.text(0), row.text(1), row.text(2), row.text(3), row.text(4)};
    notice.body = Json::parse(row.text(5), nullptr, false);
    notice.created_at_ms = row.integer(6);
    if (!row.is_null(7)) notice.read_at_ms = row.integer(7);
    notices.push_back(std::move(notice));
  }
  return notices;
}

}  // namespace

Json notice_json(const UserNotice& notice) {
  return {{"id", notice.id},         {"kind", notice.kind},
          {"entity", notice.entity}, {"record", notice.record_id},
          {"body", notice.body},     {"created_at", to_rfc3339(notice.created_at_ms)}};
}

Status UserNoticeStore::add(db::Session& session, const std::vector<UserNotice>& notices) {
  std::vector<std::vector<db::Value>> rows;
  rows.reserve(notices.size());
  for (const UserNotice& notice : notices) {
    rows.push_back({notice.id, notice.user_id, notice.kind, notice.entity, notice.record_id,
                    to_text(notice.body), notice.created_at_ms});
  }
  if (rows.empty()) return ok();
  return session.insert_rows(
      "user_notice", {"id", "user_id", "kind", "entity", "record_id", "body", "created_at_ms"},
      rows);
}

Result<std::vector<UserNotice>> UserNoticeStore::unread(db::Session& session,
                                                        const std::string& user_id, int limit) {
  return read_notices(TRY(session.query(
      std::string(kNoticeColumns) + "user_id = $1 AND read_at_ms IS NULL ORDER BY id DESC LIMIT $2",
      {user_id, std::int64_t{limit}})));
}

Result<std::vector<UserNotice>> UserNoticeStore::after(db::Session& session, const std::string& id,
                                                       int limit) {
  return read_notices(TRY(session.query(
      std::string(kNoticeColumns) + "id > $1 ORDER BY id LIMIT $2", {id, std::int64_t{limit}})));
}

Result<std::string> UserNoticeStore::last_id(db::Session& session) {
  const auto row = TRY(session.query_row("SELECT MAX(id) FROM user_notice"));
  return row ? row->text(0) : std::string();
}

Result<bool> UserNoticeStore::mark_read(db::Session& session, const std::string& user_id,
                                        const std::string& id, TimeMs now_ms) {
  return TRY(session.execute("UPDATE user_notice SET read_at_ms = COALESCE(read_at_ms, $1) WHERE "
                             "user_id = $2 AND id = $3",
                             {now_ms, user_id, id})) == 1;
}

}  // namespace kontor::host

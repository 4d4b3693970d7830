#include "licensing/seats/named_store.hpp"

namespace kontor::licensing {

namespace {

std::vector<Holder> holders_of(const std::vector<db::Row>& rows) {
  std::vector<Holder> holders;
  holders.reserve(rows.size());
  for (const db::Row& row : rows) {
    holders.push_back({.subject = row.text(0), .since_ms = row.integer(1)});
  }
  return holders;
}

}  // namespace

Result<bool> NamedStore::is_assigned(std::string_view license_id, std::string_view subject) {
  return TRY(session_.query_row(
                 "SELECT 1 FROM seat_assignment WHERE license_id = $1 AND subject = $2",
                 {std::string(license_id), std::string(subject)}))
      .has_value();
}

Result<std::vector<Holder>> NamedStore::assigned(std::string_view license_id) {
  return holders_of(TRY(session_.query(R"sql(
      SELECT subject, assigned_at_ms FROM seat_assignment
      WHERE license_id = $1 ORDER BY assigned_at_ms, subject)sql",
                                       {std::string(license_id)})));
}

Status NamedStore::assign(std::string_view license_id, std::string_view subject, TimeMs now_ms) {
  TRY(session_.execute(
      "INSERT INTO seat_assignment (license_id, subject, assigned_at_ms) VALUES ($1, $2, $3)",
      {std::string(license_id), std::string(subject), now_ms}));
  return ok();
}

Status NamedStore::vacate(std::string_view license_id, std::string_view subject, TimeMs now_ms) {
  TRY(session_.execute("DELETE FROM seat_assignment WHERE license_id = $1 AND subject = $2",
                       {std::string(license_id), std::string(subject)}));
  TRY(session_.execute(R"sql(
      INSERT INTO seat_vacancy (license_id, subject, vacated_at_ms) VALUES ($1, $2, $3)
      ON CONFLICT (license_id, subject) DO UPDATE SET vacated_at_ms = excluded.vacated_at_ms)sql",
                       {std::string(license_id), std::string(subject), now_ms}));
  return ok();
}

Result<std::vector<Holder>> NamedStore::vacant(std::string_view license_id) {
  return holders_of(TRY(session_.query(R"sql(
      SELECT subject, vacated_at_ms FROM seat_vacancy
      WHERE license_id = $1 ORDER BY vacated_at_ms, subject)sql",
                                       {std::string(license_id)})));
}

Result<std::int64_t> NamedStore::places(std::string_view license_id) {
  const auto row = TRY(session_.query_row("SELECT cap_wanted FROM seat_pool WHERE license_id = $1",
                                          {std::string(license_id)}));
  if (!row) return Error{ErrorCode::not_found, "no such licence"};
  return row->integer(0);
}

Status NamedStore::fill_vacancy(std::string_view license_id, std::string_view former) {
  TRY(session_.execute("DELETE FROM seat_vacancy WHERE license_id = $1 AND subject = $2",
                       {std::string(license_id), std::string(former)}));
  return ok();
}

Status NamedStore::set_used(std::string_view license_id, std::int64_t used) {
  TRY(session_.execute(R"sql(
      UPDATE seat_pool SET used = $1, fence = fence + 1,
        cap = CASE WHEN cap <= cap_wanted THEN cap
                   WHEN $1 > cap_wanted THEN $1 ELSE cap_wanted END
      WHERE license_id = $2)sql",
                       {used, std::string(license_id)}));
  return ok();
}

Result<std::string> NamedStore::device(std::string_view license_id, std::string_view subject) {
  const auto row = TRY(session_.query_row(
      "SELECT device_key FROM seat_binding WHERE license_id = $1 AND subject = $2",
      {std::string(license_id), std::string(subject)}));
  return row ? row->text(0) : std::string();
}

Status NamedStore::bind(std::string_view license_id, std::string_view subject,
                        std::string_view device_key, TimeMs now_ms) {
  TRY(session_.execute(
      R"sql(
      INSERT INTO seat_binding (license_id, subject, device_key, bound_at_ms)
      VALUES ($1, $2, $3, $4)
      ON CONFLICT (license_id, subject) DO UPDATE
      SET device_key = excluded.device_key, bound_at_ms = excluded.bound_at_ms)sql",
      {std::string(license_id), std::string(subject), std::string(device_key), now_ms}));
  return ok();
}

Result<MoveHistory> NamedStore::moves(std::string_view license_id, std::string_view what,
                                      std::string_view subject) {
  const auto rows = TRY(session_.query(
      "SELECT at_ms, subject FROM seat_move WHERE license_id = $1 AND what = $2 ORDER BY at_ms",
      {std::string(license_id), std::string(what)}));
  MoveHistory history;
  history.moves_ms.reserve(rows.size());
  for (const db::Row& row : rows) {
    history.moves_ms.push_back(row.integer(0));
    if (row.text(1) == subject) history.seat_moved_at_ms = row.integer(0);
  }
  return history;
}

Status NamedStore::note_move(std::string_view license_id, std::string_view what,
                             std::string_view subject, TimeMs now_ms) {
  TRY(session_.execute(
      "INSERT INTO seat_move (license_id, what, subject, at_ms) VALUES ($1, $2, $3, $4)",
      {std::string(license_id), std::string(what), std::string(subject), now_ms}));
  return ok();
}

}  // namespace kontor::licensing

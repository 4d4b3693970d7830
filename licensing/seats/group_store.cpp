#include "licensing/seats/group_store.hpp"

namespace kontor::licensing {

Result<std::vector<SeatGroup>> GroupStore::groups(std::string_view license_id) {
  const auto rows = TRY(session_.query(
      "SELECT name, reserved, cap, used FROM seat_group WHERE license_id = $1 ORDER BY name",
      {std::string(license_id)}));
  std::vector<SeatGroup> groups;
  groups.reserve(rows.size());
  for (const db::Row& row : rows) {
    groups.push_back({.name = row.text(0),
                      .reserved = row.integer(1),
                      .cap = row.integer(2),
                      .used = row.integer(3)});
  }
  return groups;
}

Status GroupStore::put(std::string_view license_id, const SeatGroup& group) {
  if (group.reserved == 0 && group.cap == 0) {
    TRY(session_.execute("DELETE FROM seat_group WHERE license_id = $1 AND name = $2",
                         {std::string(license_id), group.name}));
    TRY(
        session_.execute("UPDATE seat_lease SET member_of = '' WHERE license_id = $1 AND member_of "
                         "= $2 AND held = 1",
                         {std::string(license_id), group.name}));
  } else {
    TRY(session_.execute(R"sql(
        INSERT INTO seat_group (license_id, name, reserved, cap) VALUES ($1, $2, $3, $4)
        ON CONFLICT (license_id, name) DO UPDATE
        SET reserved = excluded.reserved, cap = excluded.cap)sql",
                         {std::string(license_id), group.name, group.reserved, group.cap}));
  }
  TRY(session_.execute(R"sql(
      UPDATE seat_pool SET reserved_free = (
        SELECT COALESCE(SUM(CASE WHEN g.reserved > g.used THEN g.reserved - g.used ELSE 0 END), 0)
        FROM seat_group g WHERE g.license_id = seat_pool.license_id)
      WHERE license_id = $1)sql",
                       {std::string(license_id)}));
  return ok();
}

Result<SeatPage> GroupStore::numbers(std::string_view license_id) {
  const auto row =
      TRY(session_.query_row("SELECT cap, overdraft_cap, used, borrowed, reserved_free FROM "
                             "seat_pool WHERE license_id = $1",
                             {std::string(license_id)}));
  if (!row) return Error{ErrorCode::not_found, "no such licence here"};
  return SeatPage{.total = row->integer(0),
                  .overdraft = row->integer(1),
                  .used = row->integer(2),
                  .borrowed = row->integer(3),
                  .reserved_free = row->integer(4)};
}

}  // namespace kontor::licensing

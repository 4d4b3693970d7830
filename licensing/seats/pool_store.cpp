#include "licensing/seats/pool_store.hpp"

#include "base/db/values.hpp"

namespace kontor::licensing {

Result<std::optional<PoolStore::Seat>> PoolStore::seat(std::string_view sql,
                                                       const std::vector<db::Value>& values) {
  const auto row = TRY(session_.query_row(sql, values));
  if (!row) return std::optional<Seat>();
  return std::optional<Seat>(Seat{.fence = row->integer(0), .overdrawn = row->integer(1) > 0});
}

Result<std::optional<PoolStore::Seat>> PoolStore::take(std::string_view license_id) {
  return seat(R"sql(
      UPDATE seat_pool SET used = used + 1, fence = fence + 1
      WHERE license_id = $1 AND used + waiting + reserved_free < cap + overdraft_cap
      RETURNING fence, used - cap)sql",
              db::values(std::string(license_id)));
}

Result<std::optional<PoolStore::Seat>> PoolStore::take_in_turn(std::string_view license_id,
                                                               std::int64_t ahead) {
  return seat(R"sql(
      UPDATE seat_pool SET used = used + 1, fence = fence + 1
      WHERE license_id = $1 AND used + $2 + reserved_free < cap + overdraft_cap
      RETURNING fence, used - cap)sql",
              {std::string(license_id), ahead});
}

Result<std::optional<PoolStore::Seat>> PoolStore::take_reserved(std::string_view license_id) {
  return seat(R"sql(
      UPDATE seat_pool SET used = used + 1, fence = fence + 1, reserved_free = reserved_free - 1
      WHERE license_id = $1 AND reserved_free > 0 AND used < cap + overdraft_cap
      RETURNING fence, used - cap)sql",
              {std::string(license_id)});
}

Result<std::int64_t> PoolStore::next_fence(std::string_view license_id) {
  const auto row = TRY(session_.query_row(
      "UPDATE seat_pool SET fence = fence + 1 WHERE license_id = $1 RETURNING fence",
      {std::string(license_id)}));
  if (!row) return Error{ErrorCode::not_found, "no such licence"};
  return row->integer(0);
}

Status PoolStore::free(std::string_view license_id, std::string_view member_of) {
  std::int64_t kept = 0;
  if (!member_of.empty()) {
    const auto group = TRY(session_.query_row(R"sql(
        UPDATE seat_group SET used = used - 1 WHERE license_id = $1 AND name = $2 AND used > 0
        RETURNING used, reserved)sql",
                                              {std::string(license_id), std::string(member_of)}));
    if (group && group->integer(0) < group->integer(1)) kept = 1;
  }
  TRY(session_.execute(R"sql(
      UPDATE seat_pool SET used = used - 1, reserved_free = reserved_free + $1,
        cap = CASE WHEN cap > cap_wanted THEN cap - 1 ELSE cap END
      WHERE license_id = $2)sql",
                       db::values(kept, std::string(license_id))));
  return ok();
}

Result<bool> PoolStore::borrow(std::string_view license_id, std::int64_t stay) {
  return TRY(session_.execute(R"sql(
      UPDATE seat_pool SET borrowed = borrowed + 1
      WHERE license_id = $1 AND borrowed + $2 < cap)sql",
                              {std::string(license_id), stay})) == 1;
}

Status PoolStore::end_borrow(std::string_view license_id) {
  TRY(session_.execute("UPDATE seat_pool SET borrowed = borrowed - 1 WHERE license_id = $1",
                       {std::string(license_id)}));
  return ok();
}

Result<PoolStore::Share> PoolStore::count_in_group(std::string_view license_id,
                                                   std::string_view name) {
  const auto row = TRY(session_.query_row(R"sql(
      UPDATE seat_group SET used = used + 1 WHERE license_id = $1 AND name = $2 AND used < cap
      RETURNING used, reserved)sql",
                                          {std::string(license_id), std::string(name)}));
  if (row) return row->integer(0) <= row->integer(1) ? Share::reserved : Share::common;
  const auto group =
      TRY(session_.query_row("SELECT 1 FROM seat_group WHERE license_id = $1 AND name = $2",
                             {std::string(license_id), std::string(name)}));
  return group ? Share::full : Share::unknown;
}

Status PoolStore::uncount_in_group(std::string_view license_id, std::string_view name) {
  TRY(session_.execute(
      "UPDATE seat_group SET used = used - 1 WHERE license_id = $1 AND name = $2 AND used > 0",
      {std::string(license_id), std::string(name)}));
  return ok();
}

}  // namespace kontor::licensing

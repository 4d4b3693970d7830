#include "licensing/seats/license_store.hpp"

#include <algorithm>

namespace kontor::licensing {

Result<std::int64_t> LicenseStore::next_epoch(std::string_view authority, std::int64_t known,
                                              std::int64_t& stored) {
  const auto before = TRY(session_.query_row("SELECT epoch FROM seat_epoch WHERE authority = $1",
                                             {std::string(authority)}));
  stored = before ? before->integer(0) : 0;
  // An epoch names a chain of the log, which ledgers of other keys may have written to as well.
  const auto highest =
      TRY(session_.query_row("SELECT COALESCE(MAX(epoch), 0) FROM seat_epoch", {}));
  const std::int64_t used = std::max({known, stored, highest->integer(0)});
  const auto row = TRY(session_.query_row(R"sql(
      INSERT INTO seat_epoch (authority, epoch) VALUES ($1, $2)
      ON CONFLICT (authority) DO UPDATE SET epoch = excluded.epoch
      RETURNING epoch)sql",
                                          {std::string(authority), used + 1}));
  return row->integer(0);
}

Result<TermsClock::Mark> LicenseStore::time_mark(std::string_view authority) {
  const auto row = TRY(session_.query_row(
      "SELECT high_water_ms, behind_since_ms FROM seat_time WHERE authority = $1",
      {std::string(authority)}));
  TermsClock::Mark mark;
  if (!row) return mark;
  mark.high_water_ms = row->integer(0);
  if (!row->is_null(1)) mark.behind_since_ms = row->integer(1);
  return mark;
}

Status LicenseStore::put_time_mark(std::string_view authority, const TermsClock::Mark& mark) {
  const db::Value behind =
      mark.behind_since_ms ? db::Value(*mark.behind_since_ms) : db::Value(std::monostate{});
  TRY(session_.execute(R"sql(
      INSERT INTO seat_time (authority, high_water_ms, behind_since_ms) VALUES ($1, $2, $3)
      ON CONFLICT (authority) DO UPDATE
      SET high_water_ms = excluded.high_water_ms, behind_since_ms = excluded.behind_since_ms
      WHERE seat_time.high_water_ms <= excluded.high_water_ms)sql",
                       {std::string(authority), mark.high_water_ms, behind}));
  return ok();
}

Result<std::vector<LicenseStore::Stored>> LicenseStore::documents() {
  const auto rows = TRY(
      session_.query("SELECT license_id, product, token FROM seat_license WHERE revoked_at_ms IS "
                     "NULL ORDER BY installed_at_ms DESC"));
  std::vector<Stored> documents;
  documents.reserve(rows.size());
  for (const db::Row& row : rows) documents.push_back({row.text(0), row.text(1), row.text(2)});
  return documents;
}

Result<std::optional<std::string>> LicenseStore::token(std::string_view license_id) {
  const auto row = TRY(session_.query_row(
      "SELECT token FROM seat_license WHERE license_id = $1 AND revoked_at_ms IS NULL",
      {std::string(license_id)}));
  return row ? std::optional<std::string>(row->text(0)) : std::nullopt;
}

Status LicenseStore::put(const License& license, std::string_view token, std::int64_t cap,
                         std::int64_t overdraft, TimeMs now_ms) {
  TRY(session_.execute(R"sql(
      INSERT INTO seat_license (license_id, product, token, installed_at_ms)
      VALUES ($1, $2, $3, $4)
      ON CONFLICT (license_id) DO UPDATE SET token = excluded.token)sql",
                       {license.license_id, license.product, std::string(token), now_ms}));
  TRY(session_.execute(R"sql(
      INSERT INTO seat_pool (license_id, cap, cap_wanted, overdraft_cap) VALUES ($1, $2, $2, $3)
      ON CONFLICT (license_id) DO UPDATE
      SET cap_wanted = excluded.cap_wanted, overdraft_cap = excluded.overdraft_cap,
          cap = CASE WHEN seat_pool.used > excluded.cap + excluded.overdraft_cap
                     THEN seat_pool.used - excluded.overdraft_cap ELSE excluded.cap END)sql",
                       {license.license_id, cap, overdraft}));
  return ok();
}

Result<bool> LicenseStore::revoke(std::string_view license_id, std::string_view reason,
                                  TimeMs now_ms) {
  return TRY(session_.execute(R"sql(
      UPDATE seat_license SET revoked_at_ms = $1, revoked_reason = $2
      WHERE license_id = $3 AND revoked_at_ms IS NULL)sql",
                              {now_ms, std::string(reason), std::string(license_id)})) == 1;
}

Result<bool> LicenseStore::is_revoked(std::string_view license_id) {
  return TRY(revoked_for(license_id)).has_value();
}

Result<std::optional<std::string>> LicenseStore::revoked_for(std::string_view license_id) {
  const auto row = TRY(session_.query_row(
      "SELECT revoked_reason FROM seat_license WHERE license_id = $1 AND revoked_at_ms IS NOT NULL",
      {std::string(license_id)}));
  return row ? std::optional(row->text(0)) : std::nullopt;
}

Status LicenseStore::note_request(std::string_view product, std::string_view holder,
                                  std::string_view asker, TimeMs now_ms) {
  TRY(session_.execute(R"sql(
      INSERT INTO seat_request (product, holder, asker, asked_at_ms) VALUES ($1, $2, $3, $4)
      ON CONFLICT (product, holder, asker) DO UPDATE SET asked_at_ms = excluded.asked_at_ms)sql",
                       {std::string(product), std::string(holder), std::string(asker), now_ms}));
  return ok();
}

}  // namespace kontor::licensing

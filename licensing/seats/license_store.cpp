#include "licensing/seats/license_store.hpp"

namespace kontor::licensing {

Result<std::int64_t> LicenseStore::next_epoch(std::string_view authority) {
  const auto row = TRY(session_.query_row(R"sql(
      INSERT INTO seat_epoch (authority, epoch) VALUES ($1, 1)
      ON CONFLICT (authority) DO UPDATE SET epoch = seat_epoch.epoch + 1
      RETURNING epoch)sql",
                                          {std::string(authority)}));
  return row->integer(0);
}

Result<std::vector<std::string>> LicenseStore::tokens() {
  std::vector<std::string> tokens;
  for (const db::Row& row :
       TRY(session_.query("SELECT token FROM seat_license ORDER BY installed_at_ms DESC"))) {
    tokens.push_back(row.text(0));
  }
  return tokens;
}

Result<std::optional<std::string>> LicenseStore::token(std::string_view license_id) {
  const auto row = TRY(session_.query_row("SELECT token FROM seat_license WHERE license_id = $1",
                                          {std::string(license_id)}));
  return row ? std::optional<std::string>(row->text(0)) : std::nullopt;
}

Status LicenseStore::put(const License& license, std::string_view token, std::int64_t cap,
                         TimeMs now_ms) {
  TRY(session_.execute(R"sql(
      INSERT INTO seat_license (license_id, product, token, installed_at_ms)
      VALUES ($1, $2, $3, $4)
      ON CONFLICT (license_id) DO UPDATE SET token = excluded.token)sql",
                       {license.license_id, license.product, std::string(token), now_ms}));
  const std::int64_t changed = TRY(session_.execute(R"sql(
      INSERT INTO seat_pool (license_id, cap) VALUES ($1, $2)
      ON CONFLICT (license_id) DO UPDATE SET cap = excluded.cap
      WHERE seat_pool.used <= excluded.cap)sql",
                                                    {license.license_id, cap}));
  if (changed == 1) return ok();
  return Error{ErrorCode::conflict, "more seats are in use than the new licence document has"};
}

Result<bool> LicenseStore::is_assigned(std::string_view license_id, std::string_view subject) {
  return TRY(session_.query_row(
                 "SELECT 1 FROM seat_assignment WHERE license_id = $1 AND subject = $2",
                 {std::string(license_id), std::string(subject)}))
      .has_value();
}

Result<std::vector<Holder>> LicenseStore::assigned(std::string_view license_id) {
  std::vector<Holder> holders;
  for (const db::Row& row : TRY(session_.query(R"sql(
      SELECT subject, assigned_at_ms FROM seat_assignment
      WHERE license_id = $1 ORDER BY assigned_at_ms, subject)sql",
                                               {std::string(license_id)}))) {
    holders.push_back({.subject = row.text(0), .since_ms = row.integer(1)});
  }
  return holders;
}

Status LicenseStore::assign(std::string_view license_id, std::string_view subject, TimeMs now_ms) {
  TRY(session_.execute(
      "INSERT INTO seat_assignment (license_id, subject, assigned_at_ms) VALUES ($1, $2, $3)",
      {std::string(license_id), std::string(subject), now_ms}));
  return ok();
}

Status LicenseStore::unassign(std::string_view license_id, std::string_view subject) {
  TRY(session_.execute("DELETE FROM seat_assignment WHERE license_id = $1 AND subject = $2",
                       {std::string(license_id), std::string(subject)}));
  return ok();
}

Status LicenseStore::set_used(std::string_view license_id, std::int64_t used) {
  TRY(session_.execute("UPDATE seat_pool SET used = $1, fence = fence + 1 WHERE license_id = $2",
                       {used, std::string(license_id)}));
  return ok();
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

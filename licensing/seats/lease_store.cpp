#include "licensing/seats/lease_store.hpp"

#include "base/core/bytes.hpp"
#include "base/db/values.hpp"

namespace kontor::licensing {

namespace {

constexpr std::int64_t kForgottenMax = 20'000;  // In one transaction.

constexpr std::string_view kSelect = R"sql(
    SELECT l.lease_id, l.license_id, s.product, l.subject, l.session, l.device_key,
           l.epoch, l.fence, l.sequence, l.ttl_s, l.pooled, l.state, l.since_ms, l.held,
           l.member_of, l.until_ms, l.ended_at_ms, l.feature
    FROM seat_lease l JOIN seat_license s ON s.license_id = l.license_id
    WHERE )sql";

StoredLease stored_lease(const db::Row& row) {
  const Result<std::string> device_key = hex_decode(row.text(5));
  StoredLease stored{.lease = {.step = {.lease_id = row.text(0),
                                        .epoch = row.integer(6),
                                        .fence = row.integer(7),
                                        .sequence = row.integer(8)},
                               .license_id = row.text(1),
                               .product = row.text(2),
                               .subject = row.text(3),
                               .session = row.text(4),
                               .since_ms = row.integer(12),
                               .ttl_s = row.integer(9)},
                     .device_key = device_key ? *device_key : std::string(),
                     .state = lease_state(row.text(11)),
                     .pooled = row.integer(10) != 0,
                     .held = row.integer(13) != 0,
                     .member_of = row.text(14),
                     .feature = row.text(17),
                     .until_ms = row.integer(15),
                     .live = row.is_null(16)};
  if (stored.state == LeaseState::borrowed) stored.lease.borrowed_until_ms = stored.until_ms;
  return stored;
}

std::optional<LeaseStore::Ended> ended(const std::optional<db::Row>& row) {
  if (!row) return std::nullopt;
  return LeaseStore::Ended{.license_id = row->text(0),
                           .member_of = row->text(1),
                           .subject = row->text(2),
                           .feature = row->text(3),
                           .was_held = row->integer(4) != 0};
}

}  // namespace

Result<bool> LeaseStore::insert(const StoredLease& stored, std::string_view idempotency_key) {
  const Lease& lease = stored.lease;
  return TRY(session_.execute(
             R"sql(
      INSERT INTO seat_lease (lease_id, license_id, subject, session, device_key,
        idempotency_key, epoch, fence, sequence, ttl_s, pooled, state, since_ms, renewed_at_ms,
        held, member_of, feature)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
      ON CONFLICT DO NOTHING)sql",
             db::values(lease.step.lease_id, lease.license_id, lease.subject, lease.session,
                        hex_encode(stored.device_key), std::string(idempotency_key),
                        lease.step.epoch, lease.step.fence, lease.step.sequence, lease.ttl_s,
                        std::int64_t{stored.pooled ? 1 : 0}, std::string(name_of(stored.state)),
                        lease.since_ms, lease.since_ms, std::int64_t{stored.held ? 1 : 0},
                        stored.member_of, stored.feature))) == 1;
}

Result<std::vector<StoredLease>> LeaseStore::select(std::string_view condition,
                                                    const std::vector<db::Value>& parameters) {
  std::vector<StoredLease> leases;
  const auto rows = TRY(session_.query(std::string(kSelect) + std::string(condition), parameters));
  leases.reserve(rows.size());
  for (const db::Row& row : rows) leases.push_back(stored_lease(row));
  return leases;
}

Result<std::optional<StoredLease>> LeaseStore::select_one(
    std::string_view condition, const std::vector<db::Value>& parameters) {
  const auto leases = TRY(select(condition, parameters));
  return leases.empty() ? std::optional<StoredLease>() : leases.front();
}

Result<std::optional<StoredLease>> LeaseStore::find(std::string_view lease_id) {
  return select_one("l.lease_id = $1", {std::string(lease_id)});
}

Result<std::optional<StoredLease>> LeaseStore::find_claim(std::string_view license_id,
                                                          std::string_view idempotency_key) {
  return select_one("l.license_id = $1 AND l.idempotency_key = $2",
                    {std::string(license_id), std::string(idempotency_key)});
}

Result<std::vector<StoredLease>> LeaseStore::live_of_session(std::string_view license_id,
                                                             std::string_view session) {
  if (license_id.empty()) {
    return select("l.session = $1 AND l.ended_at_ms IS NULL", {std::string(session)});
  }
  return select("l.session = $1 AND l.license_id = $2 AND l.ended_at_ms IS NULL",
                {std::string(session), std::string(license_id)});
}

Result<std::vector<StoredLease>> LeaseStore::live(std::string_view license_id,
                                                  std::int64_t rows_max) {
  return select(
      "l.license_id = $1 AND l.ended_at_ms IS NULL ORDER BY l.since_ms, l.lease_id LIMIT $2",
      {std::string(license_id), rows_max});
}

Result<std::vector<StoredLease>> LeaseStore::live_behind(const std::optional<Lease>& last,
                                                         std::int64_t rows_max) {
  const Lease from = last.value_or(Lease{});
  return select(
      R"sql(l.ended_at_ms IS NULL AND (l.license_id, l.since_ms, l.lease_id) > ($1, $2, $3)
      ORDER BY l.license_id, l.since_ms, l.lease_id LIMIT $4)sql",
      {from.license_id, from.since_ms, from.step.lease_id, rows_max});
}

Result<std::vector<StoredLease>> LeaseStore::live_of_subject(std::string_view license_id,
                                                             std::string_view subject) {
  return select("l.license_id = $1 AND l.subject = $2 AND l.ended_at_ms IS NULL",
                {std::string(license_id), std::string(subject)});
}

Result<std::vector<StoredLease>> LeaseStore::held_after_end() {
  return select("l.held = 1 AND l.ended_at_ms IS NOT NULL", {});
}

Result<std::vector<StoredLease>> LeaseStore::overdue(TimeMs now_ms) {
  auto overdue = TRY(select("l.state = 'borrowed' AND l.until_ms <= $1", {now_ms}));
  auto lost = TRY(select(
      "l.held = 1 AND l.ended_at_ms IS NOT NULL AND l.state = 'written_off' AND l.until_ms <= $1",
      {now_ms}));
  overdue.insert(overdue.end(), lost.begin(), lost.end());
  return overdue;
}

Result<std::optional<Lease>> LeaseStore::advance(const LeaseStep& to, TimeMs now_ms) {
  const auto row = TRY(session_.query_row(
      R"sql(
      UPDATE seat_lease SET sequence = sequence + 1, renewed_at_ms = $1
      WHERE lease_id = $2 AND epoch = $3 AND fence = $4 AND sequence = $5 AND state = 'active'
      RETURNING license_id, subject, session, since_ms, ttl_s)sql",
      db::values(now_ms, to.lease_id, to.epoch, to.fence, to.sequence - 1)));
  if (!row) return std::optional<Lease>();
  return std::optional<Lease>(Lease{.step = to,
                                    .license_id = row->text(0),
                                    .product = {},
                                    .subject = row->text(1),
                                    .session = row->text(2),
                                    .since_ms = row->integer(3),
                                    .ttl_s = row->integer(4)});
}

Result<bool> LeaseStore::revive(const LeaseStep& to, TimeMs now_ms) {
  return TRY(session_.execute(
             R"sql(
      UPDATE seat_lease SET state = 'active', held = pooled, sequence = sequence + 1,
        renewed_at_ms = $1
      WHERE lease_id = $2 AND epoch = $3 AND fence = $4 AND sequence = $5
        AND state = 'suspect')sql",
             {now_ms, to.lease_id, to.epoch, to.fence, to.sequence - 1})) == 1;
}

Result<std::optional<LeaseStore::Ended>> LeaseStore::end(const LeaseStep& at, LeaseState from,
                                                         LeaseState state, TimeMs now_ms) {
  return ended(TRY(session_.query_row(
      R"sql(
      UPDATE seat_lease SET state = $1, ended_at_ms = $2
      WHERE lease_id = $3 AND epoch = $4 AND fence = $5 AND sequence = $6 AND state = $7
      RETURNING license_id, member_of, subject, feature, held)sql",
      {std::string(name_of(state)), now_ms, at.lease_id, at.epoch, at.fence, at.sequence,
       std::string(name_of(from))})));
}

Result<std::optional<LeaseStore::Ended>> LeaseStore::end_active(const LeaseStep& at,
                                                                LeaseState state, TimeMs now_ms) {
  return ended(TRY(session_.query_row(
      R"sql(
      UPDATE seat_lease SET state = $1, ended_at_ms = $2, held = 0
      WHERE lease_id = $3 AND epoch = $4 AND fence = $5 AND sequence IN ($6, $7)
        AND state = 'active'
      RETURNING license_id, member_of, subject, feature, pooled)sql",
      db::values(std::string(name_of(state)), now_ms, at.lease_id, at.epoch, at.fence, at.sequence,
                 at.sequence - 1))));
}

Result<bool> LeaseStore::move(const LeaseStep& at, LeaseState from, LeaseState to) {
  return TRY(session_.execute(
             R"sql(
      UPDATE seat_lease SET state = $1
      WHERE lease_id = $2 AND epoch = $3 AND fence = $4 AND sequence = $5 AND state = $6)sql",
             {std::string(name_of(to)), at.lease_id, at.epoch, at.fence, at.sequence,
              std::string(name_of(from))})) == 1;
}

Result<bool> LeaseStore::jump(const LeaseStep& to, TimeMs now_ms) {
  return TRY(session_.execute(
             R"sql(
      UPDATE seat_lease SET sequence = $1, renewed_at_ms = $2
      WHERE lease_id = $3 AND epoch = $4 AND fence = $5 AND sequence < $1
        AND state = 'active')sql",
             {to.sequence, now_ms, to.lease_id, to.epoch, to.fence})) == 1;
}

Result<bool> LeaseStore::is_travelling(std::string_view license_id, std::string_view device_key) {
  const auto row = TRY(session_.query_row(
      "SELECT 1 FROM seat_lease WHERE license_id = $1 AND device_key = $2 AND state = 'borrowed'",
      {std::string(license_id), hex_encode(device_key)}));
  return row.has_value();
}

Result<bool> LeaseStore::set_until(std::string_view lease_id, TimeMs until_ms) {
  return TRY(session_.execute("UPDATE seat_lease SET until_ms = $1 WHERE lease_id = $2",
                              {until_ms, std::string(lease_id)})) == 1;
}

Status LeaseStore::set_held(std::string_view lease_id, bool held) {
  TRY(session_.execute("UPDATE seat_lease SET held = $1 WHERE lease_id = $2",
                       {std::int64_t{held ? 1 : 0}, std::string(lease_id)}));
  return ok();
}

Result<std::int64_t> LeaseStore::forget_ended(TimeMs before_ms) {
  return session_.execute(R"sql(
      DELETE FROM seat_lease WHERE lease_id IN (
        SELECT lease_id FROM seat_lease
        WHERE ended_at_ms IS NOT NULL AND ended_at_ms < $1 AND held = 0 LIMIT $2))sql",
                          {before_ms, kForgottenMax});
}

}  // namespace kontor::licensing

#include "licensing/seats/lease_store.hpp"

#include "base/core/bytes.hpp"

namespace kontor::licensing {

namespace {

constexpr std::string_view kSelect = R"sql(
    SELECT l.lease_id, l.license_id, s.product, l.subject, l.session, l.device_key,
           l.epoch, l.fence, l.sequence, l.ttl_s, l.pooled, l.state, l.since_ms
    FROM seat_lease l JOIN seat_license s ON s.license_id = l.license_id
    WHERE )sql";

std::string_view name_of(LeaseState state) {
  switch (state) {
    case LeaseState::active:
      return "active";
    case LeaseState::released:
      return "released";
    case LeaseState::expired:
      break;
  }
  return "expired";
}

LeaseState state_of(std::string_view text) {
  if (text == "active") return LeaseState::active;
  return text == "released" ? LeaseState::released : LeaseState::expired;
}

StoredLease stored_lease(const db::Row& row) {
  const Result<std::string> device_key = hex_decode(row.text(5));
  return {.lease = {.step = {.lease_id = row.text(0),
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
          .state = state_of(row.text(11)),
          .pooled = row.integer(10) != 0};
}

}  // namespace

Result<std::optional<std::int64_t>> LeaseStore::take_seat(std::string_view license_id) {
  const auto row = TRY(session_.query_row(R"sql(
      UPDATE seat_pool SET used = used + 1, fence = fence + 1
      WHERE license_id = $1 AND used < cap + overdraft_cap
      RETURNING fence)sql",
                                          {std::string(license_id)}));
  if (!row) return std::optional<std::int64_t>();
  return std::optional<std::int64_t>(row->integer(0));
}

Result<std::int64_t> LeaseStore::next_fence(std::string_view license_id) {
  const auto row = TRY(session_.query_row(
      "UPDATE seat_pool SET fence = fence + 1 WHERE license_id = $1 RETURNING fence",
      {std::string(license_id)}));
  if (!row) return Error{ErrorCode::not_found, "no such licence"};
  return row->integer(0);
}

Status LeaseStore::free_seat(std::string_view license_id) {
  TRY(session_.execute("UPDATE seat_pool SET used = used - 1 WHERE license_id = $1",
                       {std::string(license_id)}));
  return ok();
}

Status LeaseStore::insert(const StoredLease& stored, std::string_view idempotency_key) {
  const Lease& lease = stored.lease;
  TRY(session_.execute(
      R"sql(
      INSERT INTO seat_lease (lease_id, license_id, subject, session, device_key,
        idempotency_key, epoch, fence, sequence, ttl_s, pooled, state, since_ms, renewed_at_ms)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14))sql",
      {lease.step.lease_id, lease.license_id, lease.subject, lease.session,
       hex_encode(stored.device_key), std::string(idempotency_key), lease.step.epoch,
       lease.step.fence, lease.step.sequence, lease.ttl_s, std::int64_t{stored.pooled ? 1 : 0},
       std::string(name_of(stored.state)), lease.since_ms, lease.since_ms}));
  return ok();
}

Result<std::vector<StoredLease>> LeaseStore::select(std::string_view condition,
                                                    const std::vector<db::Value>& parameters) {
  std::vector<StoredLease> leases;
  for (const db::Row& row :
       TRY(session_.query(std::string(kSelect) + std::string(condition), parameters))) {
    leases.push_back(stored_lease(row));
  }
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

Result<std::vector<StoredLease>> LeaseStore::active_of_session(std::string_view license_id,
                                                               std::string_view session) {
  if (license_id.empty()) {
    return select("l.session = $1 AND l.state = 'active'", {std::string(session)});
  }
  return select("l.session = $1 AND l.state = 'active' AND l.license_id = $2",
                {std::string(session), std::string(license_id)});
}

Result<std::vector<StoredLease>> LeaseStore::active(std::string_view license_id) {
  if (license_id.empty()) return select("l.state = 'active' ORDER BY l.since_ms, l.lease_id", {});
  return select("l.state = 'active' AND l.license_id = $1 ORDER BY l.since_ms, l.lease_id",
                {std::string(license_id)});
}

Result<bool> LeaseStore::advance(const LeaseStep& from, TimeMs now_ms) {
  return TRY(session_.execute(R"sql(
      UPDATE seat_lease SET sequence = sequence + 1, renewed_at_ms = $1
      WHERE lease_id = $2 AND epoch = $3 AND fence = $4 AND sequence = $5 AND state = 'active')sql",
                              {now_ms, from.lease_id, from.epoch, from.fence, from.sequence})) == 1;
}

Result<bool> LeaseStore::end(const LeaseStep& at, LeaseState state, TimeMs now_ms) {
  const auto row = TRY(session_.query_row(
      R"sql(
      UPDATE seat_lease SET state = $1, ended_at_ms = $2
      WHERE lease_id = $3 AND epoch = $4 AND fence = $5 AND sequence = $6 AND state = 'active'
      RETURNING license_id, pooled)sql",
      {std::string(name_of(state)), now_ms, at.lease_id, at.epoch, at.fence, at.sequence}));
  if (!row) return false;
  if (row->integer(1) != 0) TRY(free_seat(row->text(0)));
  return true;
}

}  // namespace kontor::licensing

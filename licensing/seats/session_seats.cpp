// Seats by product, for a host: the ledger keeps the lease of each login session.

#include <algorithm>

#include "licensing/seats/lease_store.hpp"
#include "licensing/seats/ledger.hpp"
#include "licensing/seats/refusal.hpp"

namespace kontor::licensing {

namespace {

std::string seat_name(std::string_view product, std::string_view session) {
  return std::string(product) + '\n' + std::string(session);
}

LeaseStep next(LeaseStep step) {
  ++step.sequence;
  return step;
}

}  // namespace

Result<Lease> SeatLedger::claim(std::string_view product, std::string_view subject,
                                std::string_view session, std::string_view feature) {
  const auto held = recall(product, session);
  const bool fits = held && held->lease.subject == subject && held->license.covers(feature) &&
                    held->license.valid_at(clock_.now_ms());
  if (fits && clock_.monotonic_ms() < held->renew_at_monotonic_ms) return held->lease;
  if (fits) {
    Result<Lease> renewed = renew(next(held->lease.step));
    if (renewed) remember(held->license, *renewed);
    if (renewed) return renewed;
    if (renewed.error().code == ErrorCode::unavailable) return renewed;
    forget(held->lease.step.lease_id);
  }
  const std::vector<License> usable = usable_licenses(product, feature);
  if (usable.empty()) return unlicensed(product);
  return claim_any(usable, {.license_id = {},
                            .subject = std::string(subject),
                            .session = std::string(session),
                            .idempotency_key = ids_.next()});
}

// The first licence with room. Refused with the holders when a shared pool is full, and
// only else for want of an assignment.
Result<Lease> SeatLedger::claim_any(const std::vector<License>& licenses, const Claim& wish) {
  std::optional<Error> refused;
  std::vector<Holder> sitting;
  for (const License& license : licenses) {
    Claim claim = wish;
    claim.license_id = license.license_id;
    Result<Lease> lease = this->claim(claim);
    if (lease) {
      remember(license, *lease);
      return lease;
    }
    const std::string code = refusal_code(lease.error());
    if (code == "no-free-seat") {
      const auto more = TRY(holders(license.license_id));
      sitting.insert(sitting.end(), more.begin(), more.end());
      refused = no_free_seat(license.product, sitting);
    } else if (code == "no-seat-assigned") {
      if (!refused) refused = lease.error();
    } else {
      return lease;
    }
  }
  return *refused;
}

Result<std::int64_t> SeatLedger::release_session(std::string_view session) {
  const auto leases = TRY(database_.read(
      [&](db::Session& database) { return LeaseStore(database).active_of_session("", session); }));
  std::int64_t freed = 0;
  for (const StoredLease& stored : leases) {
    if (release(stored.lease.step)) ++freed;
  }
  return freed;
}

Status SeatLedger::release_own(std::string_view product, std::string_view session) {
  const auto leases = TRY(database_.read(
      [&](db::Session& database) { return LeaseStore(database).active_of_session("", session); }));
  for (const StoredLease& stored : leases) {
    if (stored.lease.product == product) return release(stored.lease.step);
  }
  return Error{ErrorCode::not_found, "the session holds no seat of " + std::string(product)};
}

std::optional<SeatLedger::Held> SeatLedger::recall(std::string_view product,
                                                   std::string_view session) {
  const std::lock_guard lock(mutex_);
  const auto found = held_.find(seat_name(product, session));
  if (found == held_.end()) return std::nullopt;
  // Use is a sign of life, though nothing is written for it.
  const auto observed = observed_.find(found->second.lease.step.lease_id);
  if (observed != observed_.end()) observed->second.since_monotonic_ms = clock_.monotonic_ms();
  return found->second;
}

void SeatLedger::remember(const License& license, const Lease& lease) {
  const std::int64_t renew_at = clock_.monotonic_ms() + lease.ttl_s * 1000 / 2;
  const std::lock_guard lock(mutex_);
  held_.insert_or_assign(
      seat_name(lease.product, lease.session),
      Held{.lease = lease, .license = license, .renew_at_monotonic_ms = renew_at});
}

void SeatLedger::forget(const std::string& lease_id) {
  const std::lock_guard lock(mutex_);
  observed_.erase(lease_id);
  std::erase_if(held_,
                [&](const auto& entry) { return entry.second.lease.step.lease_id == lease_id; });
}

}  // namespace kontor::licensing

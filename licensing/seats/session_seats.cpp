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

// Whom a refusal for want of seats has told.
std::vector<Holder> holders_of(const Error& refusal) {
  std::vector<Holder> holders;
  const Json detail = Json::parse(refusal.detail, nullptr, /*allow_exceptions=*/false);
  if (!detail.is_object() || !detail.contains("holders")) return holders;
  for (const Json& one : detail["holders"]) {
    const auto since_ms = parse_rfc3339(one.value("since", ""));
    holders.push_back({.subject = one.value("subject", ""), .since_ms = since_ms ? *since_ms : 0});
  }
  return holders;
}

LeaseStep next(LeaseStep step) {
  ++step.sequence;
  return step;
}

}  // namespace

Result<Lease> SeatLedger::claim(std::string_view product, std::string_view subject,
                                std::string_view session, std::string_view feature) {
  const auto held = recall(product, session);
  const bool fits = held && held->lease.subject == subject && held->license->covers(feature) &&
                    check_terms(*held->license);
  if (fits && clock_.monotonic_ms() < held->renew_at_monotonic_ms) return held->lease;
  if (fits) {
    Result<Lease> renewed = renew(next(held->lease.step));
    if (renewed) remember(held->license, *renewed);
    if (renewed) return renewed;
    if (renewed.error().code == ErrorCode::unavailable) return renewed;
    forget(held->lease.step.lease_id);
  }
  const auto usable = usable_licenses(product, feature);
  if (usable.empty()) {
    denials_.note("", feature, "unlicensed", clock_.now_ms());
    return unlicensed(product);
  }
  return claim_any(usable, {.license_id = {},
                            .subject = std::string(subject),
                            .session = std::string(session),
                            .idempotency_key = ids_.next(),
                            .feature = std::string(feature)});
}

// The first licence with room. Refused with the holders when a shared pool is full, and
// only else for want of an assignment.
Result<Lease> SeatLedger::claim_any(const std::vector<LicenseShelf::Shared>& licenses,
                                    const Claim& wish) {
  std::optional<Error> refused;
  std::vector<Holder> sitting;
  for (const LicenseShelf::Shared& license : licenses) {
    Claim claim = wish;
    claim.license_id = license->license_id;
    Result<Lease> lease = this->claim(claim);
    if (lease) {
      remember(license, *lease);
      return lease;
    }
    const std::string code = refusal_code(lease.error());
    if (code == "no-free-seat") {
      const auto more = holders_of(lease.error());
      sitting.insert(sitting.end(), more.begin(), more.end());
      refused = no_free_seat(license->product, sitting);
    } else if (code == "no-seat-assigned") {
      if (!refused) refused = lease.error();
    } else {
      return lease;
    }
  }
  return *refused;
}

// Seats on travel stay with their device.
Result<std::int64_t> SeatLedger::release_session(std::string_view session) {
  const auto leases = TRY(database_.read(
      [&](db::Session& database) { return LeaseStore(database).live_of_session("", session); }));
  std::int64_t freed = 0;
  for (const StoredLease& stored : leases) {
    if (stored.state == LeaseState::active && release(stored.lease.step)) ++freed;
  }
  return freed;
}

Status SeatLedger::release_own(std::string_view product, std::string_view session) {
  const auto leases = TRY(database_.read(
      [&](db::Session& database) { return LeaseStore(database).live_of_session("", session); }));
  for (const StoredLease& stored : leases) {
    if (stored.lease.product == product && stored.state == LeaseState::active) {
      return release(stored.lease.step);
    }
  }
  return Error{ErrorCode::not_found, "the session holds no seat of " + std::string(product)};
}

std::optional<SeatLedger::Held> SeatLedger::recall(std::string_view product,
                                                   std::string_view session) {
  const std::lock_guard lock(mutex_);
  const auto found = held_.find(seat_name(product, session));
  if (found == held_.end()) return std::nullopt;
  // Use is a sign of life, though nothing is written for it.
  watch_.use(found->second.lease.step.lease_id);
  return found->second;
}

void SeatLedger::remember(const LicenseShelf::Shared& license, const Lease& lease) {
  const std::int64_t renew_at = clock_.monotonic_ms() + lease.ttl_s * 1000 / 2;
  const std::string name = seat_name(lease.product, lease.session);
  const std::lock_guard lock(mutex_);
  held_name_.insert_or_assign(lease.step.lease_id, name);
  held_.insert_or_assign(
      name, Held{.lease = lease, .license = license, .renew_at_monotonic_ms = renew_at});
}

void SeatLedger::forget(const std::string& lease_id) {
  watch_.forget(lease_id);
  const std::lock_guard lock(mutex_);
  const auto name = held_name_.find(lease_id);
  if (name == held_name_.end()) return;
  const auto held = held_.find(name->second);
  if (held != held_.end() && held->second.lease.step.lease_id == lease_id) held_.erase(held);
  held_name_.erase(name);
}

}  // namespace kontor::licensing

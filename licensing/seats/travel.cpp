// Seats on travel (invariant 7): ACTIVE → BORROWED → RETURNED, BORROW_EXPIRED or WRITTEN_OFF.

#include "base/core/bytes.hpp"
#include "base/core/log.hpp"
#include "licensing/document/lease_proof.hpp"
#include "licensing/seats/decision.hpp"
#include "licensing/seats/lease_store.hpp"
#include "licensing/seats/ledger.hpp"
#include "licensing/seats/pool_store.hpp"
#include "licensing/seats/refusal.hpp"
#include "licensing/seats/seat_terms.hpp"

namespace kontor::licensing {

namespace {

constexpr TimeMs kTravelDayMs = 24 * 3'600'000;

bool same_step(const LeaseStep& a, const LeaseStep& b) {
  return a.epoch == b.epoch && a.fence == b.fence && a.sequence == b.sequence;
}

Status check_days(const License& license, std::int64_t days) {
  const std::int64_t most = terms_of(license).borrow_days_max;
  if (most == 0) {
    return seat_refusal("borrow-not-allowed",
                        "seats of " + license.product + " cannot be taken along");
  }
  if (days >= 1 && days <= most) return ok();
  return seat_refusal("borrow-too-long", "seats of " + license.product +
                                             " can be taken along for 1 to " +
                                             std::to_string(most) + " days");
}

}  // namespace

Result<Lease> SeatLedger::borrow(const LeaseStep& step, std::int64_t days,
                                 std::string_view signature) {
  Result<Lease> borrowed = writer_->run([&](Change& change) -> Result<Lease> {
    auto stored = TRY(LeaseStore(change).find(step.lease_id));
    if (!stored) return Error{ErrorCode::not_found, "no such lease"};
    const std::string device = hex_encode(stored->device_key);
    TRY(check_device_signature(device, borrow_text(step, days), signature));
    if (!same_step(step, stored->lease.step)) return stale_fence();
    return send_along(change, std::move(*stored), days);
  });
  if (borrowed) forget(step.lease_id);
  return borrowed;
}

Result<Lease> SeatLedger::send_along(Change& change, StoredLease stored, std::int64_t days) {
  if (stored.state == LeaseState::borrowed) return std::move(stored.lease);  // The reply was lost.
  if (stored.state != LeaseState::active) return stale_fence();
  const LicenseShelf::Shared license = TRY(license_in(change, stored.lease.license_id));
  TRY(check_terms(*license));
  TRY(check_days(*license, days));
  LeaseStore store(change);
  if (TRY(store.is_travelling(license->license_id, stored.device_key))) {
    return seat_refusal("borrowed-already",
                        "this device has taken a seat of " + license->product + " along already");
  }
  if (!TRY(PoolStore(change).borrow(license->license_id, terms_of(*license).seats_stay))) {
    return seat_refusal("too-many-borrowed", "no more seats of " + license->product +
                                                 " may be taken along now: the others stay");
  }
  TimeMs until_ms = terms_.now_ms() + days * kTravelDayMs;
  if (license->expires_at_ms) until_ms = std::min(until_ms, *license->expires_at_ms);
  const LeaseStep& step = stored.lease.step;
  TRY(store.move(step, LeaseState::active, LeaseState::borrowed));
  TRY(store.set_until(step.lease_id, until_ms));
  change.log({.kind = LogKind::borrowed,
              .at_ms = clock_.now_ms(),
              .license_id = license->license_id,
              .lease_id = step.lease_id,
              .subject = stored.lease.subject,
              .feature = stored.feature,
              .detail = to_text(Json{{"until", to_rfc3339(until_ms)}})});
  stored.lease.borrowed_until_ms = until_ms;
  return std::move(stored.lease);
}

Result<Lease> SeatLedger::borrow_for(const Claim& wish, std::int64_t days) {
  const LicenseShelf::Shared license = TRY(shared_license(wish.license_id));
  TRY(check_days(*license, days));
  const Lease lease = TRY(claim(wish));
  Result<Lease> borrowed = writer_->run([&](Change& change) -> Result<Lease> {
    auto stored = TRY(LeaseStore(change).find(lease.step.lease_id));
    if (!stored) return Error{ErrorCode::not_found, "no such lease"};
    return send_along(change, std::move(*stored), days);
  });
  if (borrowed) {
    forget(lease.step.lease_id);
    return borrowed;
  }
  // Who may not travel does not sit on the seat either: nobody would ever renew it.
  const Status released = release(lease.step);
  if (!released)
    log::warning("a seat waits for its time to end", {{"reason", released.error().message}});
  return borrowed;
}

Status SeatLedger::give_back(const LeaseStep& step, std::string_view signature) {
  const std::string device = TRY(device_key(step.lease_id));
  TRY(check_device_signature(hex_encode(device), return_text(step), signature));
  return take_back(step, device);
}

Status SeatLedger::take_back(const LeaseStep& step, std::string_view device_key) {
  return writer_->run([&](Change& change) -> Status {
    const auto stored = TRY(LeaseStore(change).find(step.lease_id));
    if (!stored || stored->device_key != device_key)
      return Error{ErrorCode::not_found, "this device has no such lease"};
    if (!same_step(step, stored->lease.step)) return stale_fence();
    if (stored->state == LeaseState::returned) return ok();  // The reply was lost.
    if (stored->state != LeaseState::borrowed) return stale_fence();
    std::vector<std::string> ended;
    return end_all(change, {*stored}, LeaseState::returned, ended);
  });
}

Status SeatLedger::write_off(std::string_view lease_id, const Decision& decision) {
  TRY(check_decision(decision));
  return writer_->run([&](Change& change) -> Status {
    LeaseStore store(change);
    const auto stored = TRY(store.find(lease_id));
    if (!stored) return Error{ErrorCode::not_found, "no such lease"};
    if (stored->state == LeaseState::written_off) return ok();
    if (stored->state != LeaseState::borrowed) {
      return seat_refusal("not-borrowed", "only a seat on travel can be written off");
    }
    TRY(store.end(stored->lease.step, LeaseState::borrowed, LeaseState::written_off,
                  clock_.now_ms()));
    TRY(store.set_held(lease_id, /*held=*/true));
    change.log(decided(LogKind::written_off, *stored, decision, clock_.now_ms()));
    return ok();
  });
}

}  // namespace kontor::licensing

// The seat lease protocol of the design (invariants 1 to 3): claim, renew, release.

#include "licensing/seats/lease_store.hpp"
#include "licensing/seats/ledger.hpp"
#include "licensing/seats/license_store.hpp"
#include "licensing/seats/refusal.hpp"

namespace kontor::licensing {

namespace {

constexpr std::size_t kNameBytesMax = 200;
constexpr std::int64_t kFirstSequence = 1;

Status check_name(std::string_view what, std::string_view text) {
  if (!text.empty() && text.size() <= kNameBytesMax) return ok();
  return Error{ErrorCode::invalid_argument,
               std::string(what) + " must have 1 to " + std::to_string(kNameBytesMax) + " bytes"};
}

Status check(const Claim& claim) {
  TRY(check_name("license_id", claim.license_id));
  TRY(check_name("subject", claim.subject));
  TRY(check_name("session", claim.session));
  return check_name("idempotency_key", claim.idempotency_key);
}

bool same_claimant(const StoredLease& stored, const Claim& claim) {
  return stored.lease.subject == claim.subject && stored.lease.session == claim.session &&
         stored.device_key == claim.device_key;
}

// The lease an earlier try of this claim, or this session, already has.
Result<std::optional<Lease>> already_granted(LeaseStore& store, const Claim& claim) {
  const auto repeated = TRY(store.find_claim(claim.license_id, claim.idempotency_key));
  if (repeated) {
    if (!same_claimant(*repeated, claim)) {
      return Error{ErrorCode::conflict, "the idempotency key was used for another claim"};
    }
    // An ended lease never comes back to life; a new wish needs a new key.
    if (repeated->state != LeaseState::active) return stale_fence();
    return std::optional<Lease>(repeated->lease);
  }
  const auto sitting = TRY(store.active_of_session(claim.license_id, claim.session));
  if (sitting.empty()) return std::optional<Lease>();
  if (!same_claimant(sitting.front(), claim)) {
    return Error{ErrorCode::conflict, "the session sits there for another subject or device"};
  }
  return std::optional<Lease>(sitting.front().lease);
}

}  // namespace

// Nothing when all seats are taken.
Result<std::optional<Lease>> SeatLedger::try_claim(const License& license, const Claim& claim) {
  const bool named = license.model == SeatModel::named;
  return write([&](db::Session& session) -> Result<std::optional<Lease>> {
    LeaseStore store(session);
    const auto granted = TRY(already_granted(store, claim));
    if (granted) return granted;
    if (named && !TRY(LicenseStore(session).is_assigned(license.license_id, claim.subject))) {
      return no_seat_assigned(license.product);
    }
    const std::optional<std::int64_t> fence = named ? TRY(store.next_fence(license.license_id))
                                                    : TRY(store.take_seat(license.license_id));
    if (!fence) return std::optional<Lease>();
    const StoredLease fresh{
        .lease = {.step = {.lease_id = ids_.next(),
                           .epoch = epoch_,
                           .fence = *fence,
                           .sequence = kFirstSequence},
                  .license_id = license.license_id,
                  .product = license.product,
                  .subject = claim.subject,
                  .session = claim.session,
                  .since_ms = clock_.now_ms(),
                  .ttl_s = claim.device_key.empty() ? license.idle_timeout_s : license.lease_ttl_s},
        .device_key = claim.device_key,
        .pooled = !named};
    TRY(store.insert(fresh, claim.idempotency_key));
    return std::optional<Lease>(fresh.lease);
  });
}

Result<Lease> SeatLedger::claim(const Claim& claim) {
  TRY(check(claim));
  const License license = TRY(this->license(claim.license_id));
  if (!license.valid_at(clock_.now_ms())) return unlicensed(license.product);
  std::optional<Lease> lease = TRY(try_claim(license, claim));
  if (!lease && TRY(expire_of(license.license_id)) > 0) lease = TRY(try_claim(license, claim));
  if (!lease) return no_free_seat(license.product, TRY(holders(license.license_id)));
  observe(lease->step);
  return *lease;
}

Result<Lease> SeatLedger::renew(const LeaseStep& step) {
  Result<Lease> renewed = write([&](db::Session& session) -> Result<Lease> {
    LeaseStore store(session);
    auto stored = TRY(store.find(step.lease_id));
    if (!stored) return Error{ErrorCode::not_found, "no such lease"};
    LeaseStep& last = stored->lease.step;
    if (stored->state != LeaseState::active || step.epoch != last.epoch ||
        step.fence != last.fence) {
      return stale_fence();
    }
    if (step.sequence == last.sequence) return stored->lease;  // The reply was lost.
    if (step.sequence != last.sequence + 1) return stale_fence();
    const License license = TRY(license_in(session, stored->lease.license_id));
    if (!license.valid_at(clock_.now_ms())) return unlicensed(license.product);
    if (!TRY(store.advance(last, clock_.now_ms()))) return stale_fence();
    last.sequence = step.sequence;
    return stored->lease;
  });
  if (renewed) observe(renewed->step);
  return renewed;
}

Status SeatLedger::release(const LeaseStep& step) {
  Status released = write([&](db::Session& session) -> Status {
    LeaseStore store(session);
    const auto stored = TRY(store.find(step.lease_id));
    if (!stored) return Error{ErrorCode::not_found, "no such lease"};
    const LeaseStep& last = stored->lease.step;
    if (step.epoch != last.epoch || step.fence != last.fence ||
        (step.sequence != last.sequence && step.sequence != last.sequence + 1)) {
      return stale_fence();
    }
    if (stored->state == LeaseState::released) return ok();  // The reply was lost.
    if (!TRY(store.end(last, LeaseState::released, clock_.now_ms()))) return stale_fence();
    return ok();
  });
  if (released) forget(step.lease_id);
  return released;
}

Result<std::vector<Holder>> SeatLedger::holders(std::string_view license_id) {
  const auto active = TRY(
      database_.read([&](db::Session& session) { return LeaseStore(session).active(license_id); }));
  std::vector<Holder> holders;
  for (const StoredLease& stored : active) {
    holders.push_back({.subject = stored.lease.subject, .since_ms = stored.lease.since_ms});
  }
  return holders;
}

Result<std::string> SeatLedger::device_key(std::string_view lease_id) {
  const auto stored =
      TRY(database_.read([&](db::Session& session) { return LeaseStore(session).find(lease_id); }));
  if (!stored) return Error{ErrorCode::not_found, "no such lease"};
  return stored->device_key;
}

}  // namespace kontor::licensing

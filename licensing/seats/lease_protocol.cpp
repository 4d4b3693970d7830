// The seat lease protocol of the design (invariants 1 to 3): claim, renew, release.

#include <limits>

#include "licensing/seats/lease_store.hpp"
#include "licensing/seats/ledger.hpp"
#include "licensing/seats/pool_store.hpp"
#include "licensing/seats/refusal.hpp"
#include "licensing/seats/seat_taking.hpp"
#include "licensing/seats/seat_terms.hpp"

namespace kontor::licensing {

namespace {

constexpr std::size_t kNameBytesMax = 200;
constexpr std::int64_t kHoldersTold = 20;  // In a refusal.

Status check_name(std::string_view what, std::string_view text) {
  if (!text.empty() && text.size() <= kNameBytesMax) return ok();
  return Error{ErrorCode::invalid_argument,
               std::string(what) + " must have 1 to " + std::to_string(kNameBytesMax) + " bytes"};
}

}  // namespace

Status check_claim(const Claim& claim) {
  TRY(check_name("license_id", claim.license_id));
  TRY(check_name("subject", claim.subject));
  TRY(check_name("session", claim.session));
  if (!claim.group.empty()) TRY(check_name("group", claim.group));
  return check_name("idempotency_key", claim.idempotency_key);
}

Status SeatLedger::check_terms(const License& license) {
  if (terms_.grace_is_over()) {
    return seat_refusal("needs-sync",
                        "the clock of this machine is behind what it has already lived through: "
                        "set it right, then try again");
  }
  if (!license.usable_at(terms_.now_ms())) return unlicensed(license.product);
  return ok();
}

Error SeatLedger::full_house(const License& license, const Claim& claim) {
  denials_.note(license.license_id, claim.feature, "no-free-seat", clock_.now_ms());
  const auto sitting = database_.read([&](db::Session& session) {
    return LeaseStore(session).live(license.license_id, kHoldersTold);
  });
  std::vector<Holder> told;
  if (sitting) {
    told.reserve(sitting->size());
    for (const StoredLease& stored : *sitting) {
      if (!stored.held) continue;
      told.push_back({.subject = stored.lease.subject, .since_ms = stored.lease.since_ms});
    }
  }
  return no_free_seat(license.product, told);
}

Result<Lease> SeatLedger::claim(const Claim& claim) {
  TRY(check_claim(claim));
  const LicenseShelf::Shared license = TRY(shared_license(claim.license_id));
  TRY(check_terms(*license));
  TRY(check_restored());
  std::optional<Lease> lease = TRY(try_claim(*license, claim));
  if (!lease && TRY(expire_due()) > 0) lease = TRY(try_claim(*license, claim));
  if (!lease) return full_house(*license, claim);
  after_claim(claim, *lease);
  return *lease;
}

void SeatLedger::after_claim(const Claim& claim, const Lease& lease) {
  watch({.lease = lease,
         .device_key = claim.device_key,
         .state = lease.borrowed_until_ms ? LeaseState::borrowed : LeaseState::active});
}

Result<Lease> SeatLedger::renew(const LeaseStep& step) {
  // Refused before anything is written, where it is known whose licence it is.
  if (const auto known = shelf_.find(watch_.license_id(step.lease_id))) TRY(check_terms(*known));
  Result<Lease> renewed = writer_->run([&](Change& change) { return renew_in(change, step); });
  if (renewed) watch_.advance(renewed->step);
  return renewed;
}

Result<Lease> SeatLedger::renew_in(Change& change, const LeaseStep& step) {
  auto renewed = TRY(LeaseStore(change).advance(step, clock_.now_ms()));
  if (!renewed) return renew_unusual(change, step);
  const LicenseShelf::Shared license = TRY(license_in(change, renewed->license_id));
  TRY(check_terms(*license));
  renewed->product = license->product;
  return std::move(*renewed);
}

// A repeated step, a lease that was left and comes back, or a stale one.
Result<Lease> SeatLedger::renew_unusual(Change& change, const LeaseStep& step) {
  LeaseStore store(change);
  auto stored = TRY(store.find(step.lease_id));
  if (!stored) return Error{ErrorCode::not_found, "no such lease"};
  const LeaseStep& last = stored->lease.step;
  if (!stored->live || step.epoch != last.epoch || step.fence != last.fence) return stale_fence();
  const bool repeats = step.sequence == last.sequence;
  const bool sits = stored->state == LeaseState::active || stored->state == LeaseState::borrowed;
  if (sits && repeats) return stored->lease;  // The reply was lost.
  if (is_restoring() && TRY(store.jump(step, clock_.now_ms()))) {
    stored->lease.step = step;
    return stored->lease;
  }
  const bool comes_back =
      stored->state == LeaseState::suspect && step.sequence == last.sequence + 1;
  if (!comes_back) return stale_fence();
  const LicenseShelf::Shared license = TRY(license_in(change, stored->lease.license_id));
  TRY(check_terms(*license));
  if (stored->pooled) {
    std::string group = stored->member_of;
    if (!TRY(take_seat(change, *license, group, std::nullopt))) return stale_fence();
  }
  if (!TRY(store.revive(step, clock_.now_ms()))) return stale_fence();
  change.log({.kind = LogKind::granted,
              .at_ms = clock_.now_ms(),
              .license_id = license->license_id,
              .lease_id = step.lease_id,
              .subject = stored->lease.subject,
              .feature = stored->feature,
              .detail = R"({"came_back":true})"});
  stored->lease.step = step;
  return stored->lease;
}

Status SeatLedger::release(const LeaseStep& step) {
  std::optional<StoredLease> lingering;
  Status released =
      writer_->run([&](Change& change) -> Status { return release_in(change, step, lingering); });
  if (released) after_release(step, lingering);
  return released;
}

void SeatLedger::after_release(const LeaseStep& step, const std::optional<StoredLease>& lingering) {
  forget(step.lease_id);
  if (lingering) watch(*lingering);
}

Status SeatLedger::release_in(Change& change, const LeaseStep& step,
                              std::optional<StoredLease>& lingering) {
  lingering.reset();
  LeaseStore store(change);
  const LicenseShelf::Shared license = shelf_.find(watch_.license_id(step.lease_id));
  const bool lingers = !license || terms_of(*license).linger_s > 0;
  if (!lingers) {
    const auto freed = TRY(store.end_active(step, LeaseState::released, clock_.now_ms()));
    if (freed) {
      if (freed->was_held) TRY(PoolStore(change).free(freed->license_id, freed->member_of));
      change.log({.kind = LogKind::released,
                  .at_ms = clock_.now_ms(),
                  .license_id = freed->license_id,
                  .lease_id = step.lease_id,
                  .subject = freed->subject,
                  .feature = freed->feature});
      return ok();
    }
  }
  auto stored = TRY(store.find(step.lease_id));
  if (!stored) return Error{ErrorCode::not_found, "no such lease"};
  const LeaseStep& last = stored->lease.step;
  const bool is_ahead = is_restoring() && step.sequence > last.sequence;
  if (step.epoch != last.epoch || step.fence != last.fence ||
      (step.sequence != last.sequence && step.sequence != last.sequence + 1 && !is_ahead)) {
    return stale_fence();
  }
  // The reply was lost.
  if (stored->state == LeaseState::released || stored->state == LeaseState::lingering) {
    return ok();
  }
  if (stored->state != LeaseState::active && stored->state != LeaseState::suspect) {
    return stale_fence();
  }
  const LicenseShelf::Shared known = TRY(license_in(change, stored->lease.license_id));
  if (stored->state == LeaseState::active && stored->held && terms_of(*known).linger_s > 0) {
    TRY(store.move(last, LeaseState::active, LeaseState::lingering));
    change.log({.kind = LogKind::lingering,
                .at_ms = clock_.now_ms(),
                .license_id = stored->lease.license_id,
                .lease_id = step.lease_id,
                .subject = stored->lease.subject,
                .feature = stored->feature});
    stored->state = LeaseState::lingering;
    lingering = *stored;
    return ok();
  }
  std::vector<std::string> ended;
  return end_all(change, {*stored}, LeaseState::released, ended);
}

// Ends live leases and frees what they held.
Status SeatLedger::end_all(Change& change, const std::vector<StoredLease>& leases, LeaseState state,
                           std::vector<std::string>& ended) {
  for (const StoredLease& stored : leases) {
    const auto freed =
        TRY(LeaseStore(change).end(stored.lease.step, stored.state, state, clock_.now_ms()));
    if (!freed) continue;
    PoolStore pool(change);
    if (freed->was_held) {
      TRY(LeaseStore(change).set_held(stored.lease.step.lease_id, /*held=*/false));
      TRY(pool.free(freed->license_id, freed->member_of));
    }
    if (stored.state == LeaseState::borrowed) TRY(pool.end_borrow(freed->license_id));
    ended.push_back(stored.lease.step.lease_id);
    if (stored.state == LeaseState::suspect) continue;  // Its end was told when it was left.
    const auto kind = state == LeaseState::released         ? LogKind::released
                      : state == LeaseState::returned       ? LogKind::returned
                      : state == LeaseState::borrow_expired ? LogKind::borrow_expired
                      : state == LeaseState::revoked        ? LogKind::revoked
                                                            : LogKind::expired;
    change.log({.kind = kind,
                .at_ms = clock_.now_ms(),
                .license_id = stored.lease.license_id,
                .lease_id = stored.lease.step.lease_id,
                .subject = stored.lease.subject,
                .feature = stored.feature});
  }
  return ok();
}

Result<std::vector<Holder>> SeatLedger::holders(std::string_view license_id) {
  const auto live = TRY(database_.read([&](db::Session& session) {
    return LeaseStore(session).live(license_id, std::numeric_limits<std::int64_t>::max());
  }));
  std::vector<Holder> holders;
  holders.reserve(live.size());
  for (const StoredLease& stored : live) {
    if (stored.state == LeaseState::suspect) continue;
    holders.push_back({.subject = stored.lease.subject, .since_ms = stored.lease.since_ms});
  }
  return holders;
}

Result<std::string> SeatLedger::device_key(std::string_view lease_id) {
  if (auto known = watch_.device_key(std::string(lease_id))) return *known;
  const auto stored =
      TRY(database_.read([&](db::Session& session) { return LeaseStore(session).find(lease_id); }));
  if (!stored) return Error{ErrorCode::not_found, "no such lease"};
  return stored->device_key;
}

}  // namespace kontor::licensing

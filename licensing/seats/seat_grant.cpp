// Granting a seat (invariant 1): one conditional statement takes it, in the transaction that
// writes its lease.

#include "licensing/seats/lease_store.hpp"
#include "licensing/seats/ledger.hpp"
#include "licensing/seats/named_rules.hpp"
#include "licensing/seats/pool_store.hpp"
#include "licensing/seats/refusal.hpp"
#include "licensing/seats/seat_taking.hpp"

namespace kontor::licensing {

namespace {

constexpr std::int64_t kFirstSequence = 1;

bool same_claimant(const StoredLease& stored, const Claim& claim) {
  return stored.lease.subject == claim.subject && stored.lease.session == claim.session &&
         stored.device_key == claim.device_key;
}

// The lease an earlier try of this claim (then `repeats`), or this session, already has.
Result<std::optional<StoredLease>> already_there(LeaseStore& store, const Claim& claim,
                                                 bool& repeats) {
  auto repeated = TRY(store.find_claim(claim.license_id, claim.idempotency_key));
  if (repeated) {
    if (!same_claimant(*repeated, claim)) {
      return Error{ErrorCode::conflict, "the idempotency key was used for another claim"};
    }
    // An ended lease never comes back to life; a new wish needs a new key.
    const bool sits =
        repeated->state == LeaseState::active || repeated->state == LeaseState::borrowed;
    if (!sits) return stale_fence();
    repeats = true;
    return repeated;
  }
  const auto sitting = TRY(store.live_of_session(claim.license_id, claim.session));
  if (sitting.empty()) return std::optional<StoredLease>();
  if (!same_claimant(sitting.front(), claim)) {
    return Error{ErrorCode::conflict, "the session sits there for another subject or device"};
  }
  return std::optional<StoredLease>(sitting.front());
}

}  // namespace

// Nothing when all seats are taken. `ahead`: so many of the queue come first; none: all of it.
Result<std::optional<Lease>> SeatLedger::grant(Change& change, const License& license,
                                               const Claim& claim,
                                               std::optional<std::int64_t> ahead) {
  const bool named = license.model == SeatModel::named;
  LeaseStore store(change);
  PoolStore pool(change);
  if (named) TRY(check_named(change, license, claim, terms_.now_ms()));
  while (true) {
    std::string group = claim.group;
    std::optional<PoolStore::Seat> seat;
    if (named) {
      seat = PoolStore::Seat{.fence = TRY(pool.next_fence(license.license_id))};
    } else {
      seat = TRY(take_seat(change, license, group, ahead));
    }
    if (seat) {
      StoredLease fresh{.lease = {.step = {.lease_id = ids_.next(),
                                           .epoch = epoch_,
                                           .fence = seat->fence,
                                           .sequence = kFirstSequence},
                                  .license_id = license.license_id,
                                  .product = license.product,
                                  .subject = claim.subject,
                                  .session = claim.session,
                                  .since_ms = clock_.now_ms(),
                                  .ttl_s = claim.device_key.empty() ? license.idle_timeout_s
                                                                    : license.lease_ttl_s},
                        .device_key = claim.device_key,
                        .pooled = !named,
                        .held = !named,
                        .member_of = group,
                        .feature = claim.feature};
      if (TRY(store.insert(fresh, claim.idempotency_key))) {
        change.log({.kind = LogKind::granted,
                    .at_ms = fresh.lease.since_ms,
                    .license_id = license.license_id,
                    .lease_id = fresh.lease.step.lease_id,
                    .subject = claim.subject,
                    .feature = claim.feature,
                    .detail = seat->overdrawn ? R"({"overdrawn":true})" : ""});
        return std::optional<Lease>(std::move(fresh.lease));
      }
      // The claim or its session is there already.
      if (!named) TRY(pool.free(license.license_id, group));
    }
    bool repeats = false;
    const auto there = TRY(already_there(store, claim, repeats));
    if (!there) return std::optional<Lease>();
    const bool travels =
        there->state == LeaseState::borrowed && there->until_ms > terms_.lived_ms();
    if (repeats || travels) return std::optional<Lease>(there->lease);
    // It sits, lingers, was left or was due, and its holder is back with a new wish. The wish
    // has a lease of its own: the ttl its holder counts begins now, and every node must see that.
    const auto end = there->state == LeaseState::borrowed  ? LeaseState::borrow_expired
                     : there->state == LeaseState::suspect ? LeaseState::expired
                                                           : LeaseState::released;
    std::vector<std::string> ended;
    TRY(end_all(change, {*there}, end, ended));
  }
}

Result<std::optional<Lease>> SeatLedger::try_claim(const License& license, const Claim& claim) {
  return writer_->run([&](Change& change) { return grant(change, license, claim, std::nullopt); });
}

}  // namespace kontor::licensing

// Waiting for a seat: whoever came first has the next seat that comes free.

#include "licensing/seats/ledger.hpp"
#include "licensing/seats/queue_store.hpp"
#include "licensing/seats/refusal.hpp"
#include "licensing/seats/seat_terms.hpp"

namespace kontor::licensing {

namespace {

constexpr std::int64_t kQueueMax = 1000;

bool may_change(const SeatCaller& caller, const QueueStore::Owner& owner) {
  return caller.administrator || (!caller.subject.empty() && caller.subject == owner.subject) ||
         (!caller.device_key.empty() && caller.device_key == owner.device_key);
}

}  // namespace

Result<Waited> SeatLedger::wait(const Claim& claim) {
  const LicenseShelf::Shared license = TRY(shared_license(claim.license_id));
  if (!terms_of(*license).queue || license->model != SeatModel::concurrent) {
    return seat_refusal("no-queue", "nobody can wait for a seat of " + license->product);
  }
  auto seated = this->claim(claim);
  if (seated) {
    TRY(give_up_place(claim));
    return Waited{.lease = std::move(*seated)};
  }
  if (refusal_code(seated.error()) != "no-free-seat") return std::move(seated).error();
  std::optional<QueueStore::Place> place;
  Result<Waited> waited = writer_->run([&](Change& change) -> Result<Waited> {
    QueueStore queue(change);
    const auto owner = TRY(queue.owner(claim.license_id, claim.session));
    if (owner && (owner->subject != claim.subject || owner->device_key != claim.device_key)) {
      return seat_refusal("not-your-place", "somebody else waits in this session");
    }
    place = TRY(queue.ask_again(claim.license_id, claim.session));
    if (!place) {
      place = TRY(queue.join(claim.license_id, claim.session, {claim.subject, claim.device_key},
                             kQueueMax, clock_.now_ms()));
    }
    if (!place) return seat_refusal("queue-full", "too many wait for " + license->product);
    auto lease = TRY(grant(change, *license, claim, place->ahead));
    if (!lease) return Waited{.position = place->ahead + 1};
    TRY(queue.leave(claim.license_id, claim.session));
    return Waited{.lease = std::move(*lease)};
  });
  if (!waited) return waited;
  const std::string name = claim.license_id + '\n' + claim.session;
  if (waited->lease) {
    waiting_.forget(name);
    watch({.lease = *waited->lease, .device_key = claim.device_key});
  } else {
    waiting_.read(name, {.fence = place->ticket, .sequence = place->beat, .patience_ms = kWaitMs});
  }
  return waited;
}

// Who sits waits no longer.
Status SeatLedger::give_up_place(const Claim& claim) {
  const Status left = leave(claim.license_id, claim.session, {claim.subject, claim.device_key});
  return !left && left.error().code == ErrorCode::not_found ? ok() : left;
}

Status SeatLedger::leave(std::string_view license_id, std::string_view session,
                         const SeatCaller& caller) {
  const Status left = writer_->run([&](Change& change) -> Status {
    QueueStore queue(change);
    const auto owner = TRY(queue.owner(license_id, session));
    if (!owner || !may_change(caller, *owner)) {
      return Error{ErrorCode::not_found, "nobody of yours waits in this session"};
    }
    TRY(queue.leave(license_id, session));
    return ok();
  });
  if (!left) return left;
  waiting_.forget(std::string(license_id) + '\n' + std::string(session));
  return ok();
}

}  // namespace kontor::licensing

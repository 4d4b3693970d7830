// Seats taken along on a journey (invariant 7), and the check-in that tells a copy.

#include <algorithm>

#include "base/core/bytes.hpp"
#include "base/core/log.hpp"
#include "licensing/client/remote_seats.hpp"

namespace kontor::licensing {

namespace {

constexpr std::int64_t kCheckInEveryMs = 3'600'000;
constexpr std::size_t kNonceBytes = 16;

}  // namespace

Result<TimeMs> RemoteSeats::borrow(std::string_view product, std::string_view subject,
                                   std::string_view session, std::int64_t days) {
  TRY(claim(product, subject, session));
  const std::lock_guard calling(calling_);
  std::optional<RemoteHold> hold;
  {
    const std::lock_guard lock(mutex_);
    if (const RemoteHold* found = find(product, session)) hold = *found;
  }
  if (!hold)
    return Error{ErrorCode::not_found, "the session holds no seat of " + std::string(product)};
  if (hold->borrowed_until_ms > 0) return hold->borrowed_until_ms;
  TRY(check_reaches_ledger());
  const TimeMs until = TRY(client_->borrow(hold->seat, days));
  hold->borrowed_until_ms = until;
  keep(std::move(*hold), Keep::always);
  return until;
}

Status RemoteSeats::give_back(std::string_view product, std::string_view session) {
  const std::lock_guard calling(calling_);
  std::optional<RemoteSeat> seat;
  {
    const std::lock_guard lock(mutex_);
    const RemoteHold* found = find(product, session);
    if (found == nullptr || found->borrowed_until_ms == 0)
      return Error{ErrorCode::not_found,
                   "no seat of " + std::string(product) + " is on travel with this host",
                   R"({"code":"not-borrowed"})"};
    seat = found->seat;
  }
  TRY(check_reaches_ledger());
  TRY(client_->give_back(*seat));
  heard();
  drop(seat->step.lease_id);
  return ok();
}

std::vector<RemoteHold> RemoteSeats::on_travel() const {
  std::vector<RemoteHold> found;
  const std::lock_guard lock(mutex_);
  std::ranges::copy_if(holds_, std::back_inserter(found),
                       [](const RemoteHold& hold) { return hold.borrowed_until_ms > 0; });
  return found;
}

// The question is on the disk before it is asked: a lost reply is asked for again word by word.
void RemoteSeats::check_in() {
  {
    const std::lock_guard lock(mutex_);
    if (clock_.monotonic_ms() < check_in_at_ms_) return;
    check_in_at_ms_ = clock_.monotonic_ms() + spread(kCheckInEveryMs);
  }
  const std::lock_guard calling(calling_);
  if (device_.question().empty()) {
    const Status asked = device_.ask(hex_encode(random_.bytes(kNonceBytes)));
    if (!asked) return log::warning("no check-in", {{"reason", asked.error().message}});
  }
  const auto next = client_->check_in(device_.counter(), device_.question());
  if (!next && next.error().code == ErrorCode::unavailable) return unheard();
  heard();
  const bool is_copy = !next && next.error().code == ErrorCode::conflict;
  if (next) {
    const Status moved = device_.advance(*next);
    if (!moved) log::warning("the ratchet was not kept", {{"reason", moved.error().message}});
  }
  const std::lock_guard lock(mutex_);
  if (is_copy && !forked_)
    log::error("another copy of this installation checks in at the ledger", {{"ledger", origin_}});
  if (next || is_copy) forked_ = is_copy;
}

}  // namespace kontor::licensing

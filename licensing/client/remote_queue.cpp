// Waiting at a remote ledger: asking again keeps the place there.

#include "licensing/client/remote_seats.hpp"
#include "licensing/core/refusals.hpp"

namespace kontor::licensing {

Result<Waited> RemoteSeats::wait(std::string_view product, std::string_view subject,
                                 std::string_view session) {
  Result<Lease> seated = claim(product, subject, session);
  if (seated) return Waited{.lease = std::move(*seated)};
  const Json detail = Json::parse(seated.error().detail, nullptr, /*allow_exceptions=*/false);
  if (!detail.is_object() || detail.value("code", "") != "no-free-seat")
    return std::move(seated).error();
  Error last = std::move(seated).error();
  for (const License& license : usable(product, "")) {
    if (license.model != SeatModel::concurrent) continue;
    auto asked = [&] {
      const std::lock_guard calling(calling_);
      return client_->wait(license.license_id, std::string(subject), std::string(session),
                           ids_.next());
    }();
    if (!asked) {
      if (asked.error().code == ErrorCode::unavailable) unheard();
      last = std::move(asked).error();
      continue;
    }
    heard();
    if (!asked->seat) return Waited{.position = asked->position};
    RemoteHold hold;
    hold.seat = std::move(*asked->seat);
    hold.product = license.product;
    hold.subject = subject;
    hold.session = session;
    hold.last_used_ms = clock_.monotonic_ms();
    keep(std::move(hold), Keep::always);
    Lease lease = TRY(claim(product, subject, session));  // It is here now.
    return Waited{.lease = std::move(lease)};
  }
  return last;
}

Status RemoteSeats::leave_queue(std::string_view product, std::string_view session) {
  TRY(check_reaches_ledger());
  Status left =
      Error{ErrorCode::not_found, "nobody of yours waits for a seat of " + std::string(product)};
  for (const License& license : licenses(product)) {
    const std::lock_guard calling(calling_);
    const Status one = client_->leave_queue(license.license_id, std::string(session));
    if (one) left = ok();
    if (!one && one.error().code != ErrorCode::not_found) return one;
  }
  return left;
}

}  // namespace kontor::licensing

// Waiting for a seat of a product, for a host: whichever of its licences has a queue.

#include "licensing/seats/ledger.hpp"
#include "licensing/seats/queue_store.hpp"
#include "licensing/seats/refusal.hpp"
#include "licensing/seats/seat_terms.hpp"

namespace kontor::licensing {

Result<Waited> SeatLedger::wait(std::string_view product, std::string_view subject,
                                std::string_view session) {
  Result<Lease> seated = claim(product, subject, session);
  if (seated) {
    const Status left = leave_queue(product, session, {.subject = std::string(subject)});
    if (!left && left.error().code != ErrorCode::not_found) return left.error();
    return Waited{.lease = std::move(*seated)};
  }
  if (refusal_code(seated.error()) != "no-free-seat") return std::move(seated).error();
  for (const LicenseShelf::Shared& license : usable_licenses(product, "")) {
    if (!terms_of(*license).queue || license->model != SeatModel::concurrent) continue;
    auto waited = wait({.license_id = license->license_id,
                        .subject = std::string(subject),
                        .session = std::string(session),
                        .idempotency_key = ids_.next()});
    if (waited && waited->lease) remember(license, *waited->lease);
    return waited;
  }
  return seat_refusal("no-queue", "nobody can wait for a seat of " + std::string(product));
}

Status SeatLedger::leave_queue(std::string_view product, std::string_view session,
                               const SeatCaller& caller) {
  Status left =
      Error{ErrorCode::not_found, "nobody of yours waits for a seat of " + std::string(product)};
  for (const LicenseShelf::Shared& license : shelf_.of_product(product)) {
    const Status one = leave(license->license_id, session, caller);
    if (one) left = ok();
    if (!one && one.error().code != ErrorCode::not_found) return one;
  }
  return left;
}

Result<std::vector<Waiting>> SeatLedger::waiting_for(db::Session& session,
                                                     std::string_view license_id) const {
  std::vector<Waiting> waiting;
  const auto rows = TRY(QueueStore(session).rows(license_id));
  waiting.reserve(rows.size());
  for (const QueueStore::Row& row : rows) {
    Waiting one{.subject = row.subject, .since_ms = row.since_ms};
    one.ahead = static_cast<std::int64_t>(waiting.size());
    if (const auto left = waiting_.patience_left_ms(row.license_id + '\n' + row.session))
      one.until_ms = clock_.now_ms() + *left;
    waiting.push_back(std::move(one));
  }
  return waiting;
}

}  // namespace kontor::licensing

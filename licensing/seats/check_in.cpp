// The clone ratchet: each check-in of an installation moves a counter that only one copy of
// it can follow.

#include "base/core/bytes.hpp"
#include "base/core/log.hpp"
#include "licensing/seats/ledger.hpp"
#include "licensing/seats/refusal.hpp"

namespace kontor::licensing {

namespace {

constexpr std::size_t kNonceBytesMax = 200;

Error forked() {
  return seat_refusal("forked",
                      "two copies of this installation have come: one of them must be set up "
                      "with a key of its own");
}

}  // namespace

Result<std::int64_t> SeatLedger::check_in(std::string_view device_key, std::int64_t counter,
                                          std::string_view nonce) {
  if (device_key.empty() || nonce.empty() || nonce.size() > kNonceBytesMax) {
    return Error{ErrorCode::invalid_argument, "a check-in has a device key and a fresh nonce"};
  }
  const std::string device = hex_encode(device_key);
  // A fork is remembered, so it is no refusal of the transaction.
  const auto next = writer_->run([&](Change& change) -> Result<std::optional<std::int64_t>> {
    const auto row = TRY(change.query_row(
        "SELECT counter, nonce, forked_at_ms FROM seat_check_in WHERE device_key = $1", {device}));
    if (row && !row->is_null(2)) return std::optional<std::int64_t>();
    const std::int64_t stood = row ? row->integer(0) : 0;
    // The reply was lost.
    if (row && row->text(1) == nonce && counter + 1 == stood) return std::optional(stood);
    if (counter != stood) {
      TRY(change.execute(R"sql(
          INSERT INTO seat_check_in (device_key, counter, nonce, forked_at_ms)
          VALUES ($1, $2, $3, $4)
          ON CONFLICT (device_key) DO UPDATE SET forked_at_ms = excluded.forked_at_ms)sql",
                         {device, counter, std::string(nonce), clock_.now_ms()}));
      change.log({.kind = LogKind::forked,
                  .at_ms = clock_.now_ms(),
                  .detail = to_text(Json{{"device", device}})});
      return std::optional<std::int64_t>();
    }
    TRY(change.execute(R"sql(
        INSERT INTO seat_check_in (device_key, counter, nonce) VALUES ($1, $2, $3)
        ON CONFLICT (device_key) DO UPDATE
        SET counter = excluded.counter, nonce = excluded.nonce)sql",
                       {device, stood + 1, std::string(nonce)}));
    return std::optional(stood + 1);
  });
  if (!next) return next.error();
  if (!*next) return forked();
  return **next;
}

}  // namespace kontor::licensing

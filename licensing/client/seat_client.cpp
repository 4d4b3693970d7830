#include "licensing/client/seat_client.hpp"

#include "base/core/bytes.hpp"
#include "licensing/document/lease_proof.hpp"

namespace kontor::licensing {

namespace {

constexpr int kTriesMax = 3;
// Taken off the ttl, so that this side stops before the ledger can give the seat away.
constexpr std::int64_t kMarginMs = 5000;
// Longer than any lease lives without a renewal.
constexpr std::int64_t kWishKeptMs = 2 * 3'600'000;
constexpr std::size_t kWishesMax = 10'000;
const std::string kLeases = "/licensing/v1/leases";

Json step_json(const LeaseStep& step) {
  return {{"epoch", step.epoch}, {"fence", step.fence}, {"sequence", step.sequence}};
}

// Counts from before the request was sent: the ledger cannot have granted earlier.
Status count_from(const Json& answer, std::int64_t asked_at_monotonic_ms, RemoteSeat& seat) {
  seat.ttl_s = TRY(json_integer(answer, "ttl_s"));
  seat.good_until_monotonic_ms = asked_at_monotonic_ms + seat.ttl_s * 1000 - kMarginMs;
  return ok();
}

Result<RemoteSeat> granted_seat(const Json& answer, const std::string& license_id,
                                std::int64_t asked_at_monotonic_ms) {
  RemoteSeat seat;
  seat.license_id = license_id;
  seat.step.lease_id = TRY(json_text(answer, "lease_id"));
  seat.step.epoch = TRY(json_integer(answer, "epoch"));
  seat.step.fence = TRY(json_integer(answer, "fence"));
  seat.step.sequence = TRY(json_integer(answer, "sequence"));
  seat.token = TRY(json_text(answer, "token"));
  const std::string key = TRY(json_text(answer, "renewal_key"));
  seat.renewal_key = TRY(hex_decode(key));
  const std::string since = TRY(json_text(answer, "since"));
  seat.since_ms = TRY(parse_rfc3339(since));
  TRY(count_from(answer, asked_at_monotonic_ms, seat));
  return seat;
}

}  // namespace

Result<std::unique_ptr<SeatClient>> SeatClient::create(const std::string& origin,
                                                       std::string authorization,
                                                       crypto::SigningKey device_key,
                                                       const Clock& clock,
                                                       const http::ClientOptions& options) {
  auto http = TRY(http::Client::create(origin, options));
  return std::unique_ptr<SeatClient>(
      new SeatClient(std::move(http), std::move(authorization), std::move(device_key), clock));
}

Result<Json> SeatClient::call(const std::string& method, const std::string& target,
                              const Json& body) {
  for (int tries = 1;; ++tries) {
    Result<Json> answer = http_->call(method, target, body, {{"authorization", authorization_}});
    const bool again = !answer && answer.error().code == ErrorCode::unavailable;
    if (!again || tries == kTriesMax) return answer;
  }
}

std::int64_t SeatClient::first_sent(const std::string& wish) {
  const std::int64_t now = clock_.monotonic_ms();
  if (first_sent_.size() >= kWishesMax)
    std::erase_if(first_sent_, [now](const auto& one) { return now - one.second > kWishKeptMs; });
  return first_sent_.try_emplace(wish, now).first->second;
}

Json SeatClient::claim_body(const std::string& license_id, const std::string& subject,
                            const std::string& session, const std::string& idempotency_key) const {
  const std::string text = claim_text(license_id, subject, session, idempotency_key);
  return {{"license_id", license_id},
          {"subject", subject},
          {"session", session},
          {"idempotency_key", idempotency_key},
          {"device_key", hex_encode(device_key_.public_key().ed25519_raw())},
          {"signature", hex_encode(device_key_.sign(text))}};
}

Result<RemoteSeat> SeatClient::claim(const std::string& license_id, const std::string& subject,
                                     const std::string& session,
                                     const std::string& idempotency_key) {
  const Json body = claim_body(license_id, subject, session, idempotency_key);
  const std::int64_t asked_at = first_sent(idempotency_key);
  const Json answer = TRY(call("POST", kLeases, body));
  return granted_seat(answer, license_id, asked_at);
}

Result<SeatClient::Asked> SeatClient::wait(const std::string& license_id,
                                           const std::string& subject, const std::string& session,
                                           const std::string& idempotency_key) {
  const Json body = claim_body(license_id, subject, session, idempotency_key);
  const std::int64_t asked_at = first_sent(idempotency_key);
  const Json answer = TRY(call("POST", "/licensing/v1/queue", body));
  Asked asked;
  if (answer.contains("position"))
    asked.position = TRY(json_integer(answer, "position"));
  else
    asked.seat = TRY(granted_seat(answer, license_id, asked_at));
  return asked;
}

Status SeatClient::leave_queue(const std::string& license_id, const std::string& session) {
  TRY(call("DELETE",
           "/licensing/v1/licenses/" + http::percent_encode(license_id) + "/queue/" +
               http::percent_encode(session),
           nullptr));
  return ok();
}

Result<Json> SeatClient::advance(RemoteSeat& seat, const char* verb) {
  LeaseStep next = seat.step;
  ++next.sequence;
  Json body = step_json(next);
  body["mac"] = renewal_mac(seat.renewal_key, next);
  const std::string wish = next.lease_id + "\n" + std::to_string(next.sequence);
  const std::int64_t asked_at = first_sent(wish);
  Json answer = TRY(call("POST", kLeases + "/" + next.lease_id + verb, body));
  TRY(count_from(answer, asked_at, seat));
  seat.step.sequence = TRY(json_integer(answer, "sequence"));
  first_sent_.erase(wish);
  return answer;
}

Status SeatClient::renew(RemoteSeat& seat) {
  TRY(advance(seat, "/renew"));
  return ok();
}

Status SeatClient::renew_token(RemoteSeat& seat) {
  const Json answer = TRY(advance(seat, "/token"));
  seat.token = TRY(json_text(answer, "token"));
  return ok();
}

Result<Json> SeatClient::holders(const std::string& license_id) {
  return call("GET", "/licensing/v1/licenses/" + http::percent_encode(license_id) + "/holders",
              nullptr);
}

Status SeatClient::release(const RemoteSeat& seat) {
  Json body = step_json(seat.step);
  body["signature"] = hex_encode(device_key_.sign(release_text(seat.step)));
  TRY(call("DELETE", kLeases + "/" + seat.step.lease_id, body));
  return ok();
}

}  // namespace kontor::licensing

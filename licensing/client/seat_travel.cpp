// Travel and the clone ratchet, as a device asks its ledger for them.

#include "base/core/bytes.hpp"
#include "licensing/client/seat_client.hpp"
#include "licensing/document/lease_proof.hpp"

namespace kontor::licensing {

namespace {

Json signed_step(const LeaseStep& step, const std::string& signature) {
  return {{"epoch", step.epoch},
          {"fence", step.fence},
          {"sequence", step.sequence},
          {"signature", hex_encode(signature)}};
}

}  // namespace

Result<TimeMs> SeatClient::borrow(RemoteSeat& seat, std::int64_t days) {
  Json body = signed_step(seat.step, device_key_.sign(borrow_text(seat.step, days)));
  body["days"] = days;
  const Json answer =
      TRY(call("POST", "/licensing/v1/leases/" + seat.step.lease_id + "/borrow", body));
  seat.token = TRY(json_text(answer, "token"));
  seat.step.sequence = TRY(json_integer(answer, "sequence"));
  const std::string until = TRY(json_text(answer, "until"));
  return parse_rfc3339(until);
}

Status SeatClient::give_back(const RemoteSeat& seat) {
  TRY(call("POST", "/licensing/v1/leases/" + seat.step.lease_id + "/return",
           signed_step(seat.step, device_key_.sign(return_text(seat.step)))));
  return ok();
}

Result<std::int64_t> SeatClient::check_in(std::int64_t counter, const std::string& nonce) {
  const std::string text = "kontor-device-check-in/1\n" + std::to_string(counter) + "\n" + nonce;
  const Json answer = TRY(call("POST", "/licensing/v1/devices/check-in",
                               {{"device_key", hex_encode(device_key_.public_key().ed25519_raw())},
                                {"counter", counter},
                                {"nonce", nonce},
                                {"signature", hex_encode(device_key_.sign(text))}}));
  return json_integer(answer, "counter");
}

}  // namespace kontor::licensing

#pragma once

#include <memory>
#include <optional>
#include <string>
#include <unordered_map>

#include "base/core/clock.hpp"
#include "base/crypto/keys.hpp"
#include "base/http/client.hpp"
#include "licensing/core/lease.hpp"

namespace kontor::licensing {

// A seat held at a remote ledger.
struct RemoteSeat {
  LeaseStep step;
  std::string license_id;
  std::string token;  // Signed lease, for whoever verifies it off line.
  std::string renewal_key;
  TimeMs since_ms = 0;
  std::int64_t ttl_s = 0;
  // Until then, on the monotonic clock, the seat is certainly still this device's.
  std::int64_t good_until_monotonic_ms = 0;
};

// A device's way to a remote seat ledger: claims, renews, releases; signs with the
// device's key. A lost reply is asked for again with the same idempotency key or
// sequence, so it neither leaks nor costs a seat. Owns its connection; one thread at a time.
class SeatClient {
 public:
  // `authorization` is the header value the mounting service wants, for example "Bearer …".
  static Result<std::unique_ptr<SeatClient>> create(const std::string& origin,
                                                    std::string authorization,
                                                    crypto::SigningKey device_key,
                                                    const Clock& clock,
                                                    const http::ClientOptions& options = {});

  // Refused as SeatLedger refuses, `detail` included.
  Result<RemoteSeat> claim(const std::string& license_id, const std::string& subject,
                           const std::string& session, const std::string& idempotency_key);
  // The same, or a place in the queue, from 1; asking again keeps the place.
  struct Asked {
    std::optional<RemoteSeat> seat = {};
    std::int64_t position = 0;
  };
  Result<Asked> wait(const std::string& license_id, const std::string& subject,
                     const std::string& session, const std::string& idempotency_key);
  Status leave_queue(const std::string& license_id, const std::string& session);
  Status renew(RemoteSeat& seat);
  // Renews and puts a freshly signed token in the seat.
  Status renew_token(RemoteSeat& seat);
  Status release(const RemoteSeat& seat);
  // Takes the held seat along for so many days: until when. Its token then says so, too.
  Result<TimeMs> borrow(RemoteSeat& seat, std::int64_t days);
  // Before its date. Twice is once.
  Status give_back(const RemoteSeat& seat);
  // The ratchet: the next counter; conflict "forked" when another copy moved it.
  Result<std::int64_t> check_in(std::int64_t counter, const std::string& nonce);
  // Who sits there: {"model","seats","holders":[{"subject","since"}]}.
  Result<Json> holders(const std::string& license_id);

 private:
  SeatClient(std::unique_ptr<http::Client> http, std::string authorization,
             crypto::SigningKey device_key, const Clock& clock)
      : http_(std::move(http)),
        authorization_(std::move(authorization)),
        device_key_(std::move(device_key)),
        clock_(clock) {}
  Result<Json> call(const std::string& method, const std::string& target, const Json& body);
  Json claim_body(const std::string& license_id, const std::string& subject,
                  const std::string& session, const std::string& idempotency_key) const;
  Result<Json> advance(RemoteSeat& seat, const char* verb);
  // When this wish was sent for the first time: the ledger's answer to a repetition is the old
  // one, and its time began then.
  std::int64_t first_sent(const std::string& wish);

  std::unique_ptr<http::Client> http_;
  std::string authorization_;
  crypto::SigningKey device_key_;
  const Clock& clock_;
  std::unordered_map<std::string, std::int64_t> first_sent_;  // Monotonic, by wish.
};

}  // namespace kontor::licensing

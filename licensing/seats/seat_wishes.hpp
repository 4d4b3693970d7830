#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "licensing/core/lease.hpp"
#include "licensing/seats/lease_state.hpp"

// What is asked of a SeatLedger, and what it tells.
namespace kontor::licensing {

// A wish for a seat of one licence. Each text at most 200 bytes.
struct Claim {
  std::string license_id;
  std::string subject;
  std::string session;
  std::string device_key = {};  // Raw Ed25519 public key of a remote device; empty inside the host.
  std::string idempotency_key;  // The same key gives the same lease, never a second seat.
  std::string group = {};       // Of the company; "" for none. A name that no group has counts so.
  std::string feature = {};     // For the licence log.
};

// invalid_argument for a name that is empty or too long.
Status check_claim(const Claim& claim);

// A seat asked of its holder by somebody who found none.
struct SeatRequest {
  std::string product;
  std::string holder;  // Subject who sits.
  std::string asker;   // Subject who waits.
  TimeMs asked_at_ms = 0;
};

// An administrator's, for the log. Both 1 to 200 bytes.
struct Decision {
  std::string reason;
  std::string by;  // Pseudonymous, as subjects are.
};

// Who wants to change a place in the queue. Its own are those of its subject and those that its
// device (raw public key) signed for; empty texts match nothing.
struct SeatCaller {
  std::string subject = {};
  std::string device_key = {};
  bool administrator = false;  // Over everybody's.
};

struct SeatGroup {
  std::string name;
  std::int64_t reserved = 0;
  std::int64_t cap = 0;
  std::int64_t used = 0;
};

inline constexpr std::int64_t kSeatRowsMax = 1000;

struct SeatRow {
  std::string lease_id;
  std::string subject;
  std::string session;
  std::string group;
  LeaseState state = LeaseState::active;
  TimeMs since_ms = 0;
  std::optional<TimeMs> until_ms = {};  // Of a borrowed seat.
};

struct SeatPage {
  std::int64_t total = 0;      // Seats bought.
  std::int64_t overdraft = 0;  // More that the offer lends.
  std::int64_t used = 0;
  std::int64_t borrowed = 0;
  std::int64_t reserved_free = 0;
  std::vector<SeatRow> rows = {};     // Longest holder first.
  std::vector<Waiting> waiting = {};  // In turn.
  std::vector<SeatGroup> groups = {};
};

}  // namespace kontor::licensing

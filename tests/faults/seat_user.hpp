#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "licensing/client/seat_client.hpp"
#include "tests/faults/oracle.hpp"

namespace kontor::testing {

// The one device all users of a test work at: a host's token is bound to it.
crypto::SigningKey test_device();

// Where users ask: origins of one node or of several.
struct SeatService {
  std::vector<std::string> origins;
  std::string token;
  std::string license_id;
};

// What a crowd did.
struct CrowdResult {
  std::int64_t refused = 0;      // No free seat.
  std::int64_t unsure = 0;       // Never got an answer to a claim.
  std::int64_t lost = 0;         // Told that a seat was gone while it was still sure of it.
  std::string first_error = {};  // Anything that should not happen.
};

// So many users, a thread each, claim, renew and release until `duration` is over. Each believes
// in its seat as SeatClient tells it, and tells the oracle. A user that gets no answer asks
// again, with the same key, until it gets one or half a minute is over.
CrowdResult run_crowd(const SeatService& service, int users, std::chrono::milliseconds duration,
                      std::uint32_t seed, Oracle& oracle);

// A client of one user. Aborts when it cannot be made.
std::unique_ptr<licensing::SeatClient> make_client(const std::string& origin,
                                                   const std::string& token,
                                                   crypto::SigningKey device = test_device());

}  // namespace kontor::testing

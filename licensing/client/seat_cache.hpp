#pragma once

#include <filesystem>
#include <vector>

#include "base/core/clock.hpp"
#include "licensing/client/seat_client.hpp"

namespace kontor::licensing {

// A seat at a remote ledger and for whom this host holds it.
struct RemoteHold {
  RemoteSeat seat;
  std::string product;
  std::string subject;
  std::string session;
  TimeMs token_at_ms = 0;         // When its token was got, by the term clock.
  TimeMs borrowed_until_ms = 0;   // 0: not on travel.
  std::int64_t renew_at_ms = 0;   // Monotonic; the next heartbeat.
  std::int64_t last_used_ms = 0;  // Monotonic.
};

// What a host knows of a remote ledger when it starts again.
struct SeatMemory {
  std::vector<RemoteHold> holds;  // Not yet verified.
  TimeMs last_contact_ms = 0;
  TimeMs mark_ms = 0;  // Of the term clock.
};

// seats.json: tokens, renewal keys and times, for its owner only (0600). A file that is
// damaged or not there is an empty memory: seats are then asked for anew.
SeatMemory read_seat_memory(const std::filesystem::path& file);
Status write_seat_memory(const std::filesystem::path& file, const SeatMemory& memory);

}  // namespace kontor::licensing

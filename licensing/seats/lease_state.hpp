#pragma once

#include <string_view>

#include "licensing/core/lease.hpp"

namespace kontor::licensing {

// README, "States of a lease". Live: the first four.
enum class LeaseState {
  active,
  suspect,    // Not renewed in time. Its seat is free; comes back while one still is.
  lingering,  // Released; its seat stays taken for the offer's linger time.
  borrowed,   // On travel, until a date.
  released,
  expired,
  returned,
  borrow_expired,
  written_off,  // A lost device. Its seat counts until the date it was borrowed to.
  revoked,      // By an administrator or with its licence.
};

std::string_view name_of(LeaseState state);
LeaseState lease_state(std::string_view name);

// A lease as it is stored: what the protocol needs beyond what a holder sees.
struct StoredLease {
  Lease lease;
  std::string device_key;  // Raw; hexadecimal in the table.
  LeaseState state = LeaseState::active;
  bool pooled = false;         // Its seat is one of the pool's, not an assigned one.
  bool held = false;           // It counts in the pool's `used` now.
  std::string member_of = {};  // Group of the company; "" for none.
  std::string feature = {};    // As claimed, for the licence log.
  TimeMs until_ms = 0;         // Of a borrowed seat.
  bool live = true;
};

}  // namespace kontor::licensing

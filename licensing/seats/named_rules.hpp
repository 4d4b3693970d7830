#pragma once

#include "licensing/core/license.hpp"
#include "licensing/seats/change.hpp"
#include "licensing/seats/seat_wishes.hpp"

namespace kontor::licensing {

// May this claim sit under a named licence: its subject is on the list, and its device is the
// one the seat is bound to? The first device that comes is bound; another one only by
// SeatLedger::rebind, or by itself where the offer lets devices change freely.
Status check_named(Change& change, const License& license, const Claim& claim, TimeMs now_ms);

// One name more of a list. Its place is a new one, their own from before, or one that
// somebody else left: that is a move, and the offer must allow it.
Status give_place(Change& change, const License& license, const std::string& subject,
                  std::int64_t assigned, TimeMs now_ms);

}  // namespace kontor::licensing

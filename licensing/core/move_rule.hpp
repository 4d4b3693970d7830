#pragma once

#include <optional>
#include <vector>

#include "base/core/clock.hpp"
#include "base/core/result.hpp"
#include "licensing/core/terms.hpp"

namespace kontor::licensing {

// The moves of one kind (to another person, to a replaced device) a licence has had.
struct MoveHistory {
  std::vector<TimeMs> moves_ms = {};            // Of all its seats, in any order.
  std::optional<TimeMs> seat_moved_at_ms = {};  // Of the seat that is to move now.
};

// forbidden with code `move-not-allowed`, `moves-used-up` or `move-too-soon`; the last two say
// from when it is allowed, if ever.
Status may_move(const MoveRule& rule, const MoveHistory& history, TimeMs now_ms);

}  // namespace kontor::licensing

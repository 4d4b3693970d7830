#pragma once

#include <vector>

#include "base/db/database.hpp"

namespace kontor::licensing {

// The migrations SeatLedger::open applies.
const std::vector<db::Migration>& seat_migrations();

}  // namespace kontor::licensing

#pragma once

#include <string>

#include "licensing/seats/ledger.hpp"

namespace kontor::licensing {

// Seats of each licence as Prometheus text: kontor_seats_total and kontor_seats_held, with the
// labels license and product.
std::string seat_gauges(SeatLedger& ledger);

}  // namespace kontor::licensing

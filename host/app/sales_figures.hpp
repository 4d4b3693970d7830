#pragma once

#include <string>

#include "host/app/records.hpp"

namespace kontor::host {

// Open deals by the quarter and currency of their expected close:
//   {"quarters": [{"quarter": "2027-Q1", "currency": "EUR", "deals": 2, "amount": 1500,
//                  "weighted": 1100}]}
// `weighted` is the sum of amount times probability, summed exactly and rounded once to the
// minor unit, halves away from zero. `from` and `until` are dates, both included; `pipeline`
// may be empty.
Result<Json> forecast(Records& records, const Principal& principal, const std::string& from,
                      const std::string& until, const std::string& pipeline);

// The orders of one person or organisation, newest first, and what they come to:
//   {"orders": [...], "next": cursor or null,
//    "summary": [{"currency": "SEK", "orders": 36, "revenue": 9000000, "average": 250000}]}
// Cancelled orders are listed and not counted; a refund is an order with a negative total.
Result<Json> purchases(Records& records, const Principal& principal, const std::string& entity,
                       const std::string& id, const std::string& cursor, int limit);

}  // namespace kontor::host

#pragma once

#include <cstdint>
#include <string>

#include "base/core/clock.hpp"
#include "base/core/json.hpp"
#include "licensing/core/offer.hpp"

namespace kontor::marketplace {

// What a licence was sold for, hidden behind a hash in the transparency log. Only the vendor is
// told the opening, so it can hold its statement against the log, and nobody else learns who
// bought what.
struct Opening {
  std::string license_id = {};
  std::string product = {};
  std::int64_t quantity = 0;
  licensing::Money total = {};  // Of the order, with tax.
  std::string salt = {};        // 32 hexadecimal digits.
};

// {"license_id","product","quantity","salt","total":{"amount","currency"}}
Json to_json(const Opening& opening);
Result<Opening> parse_opening(const Json& json);
// Hexadecimal SHA-256 of the canonical JSON of the opening.
Result<std::string> commitment_of(const Opening& opening);

struct Commitment {
  std::string order_id = {};
  std::string vendor = {};
  Opening opening = {};
  std::string hash = {};
  std::int64_t log_index = -1;  // Below zero: not logged yet.
  std::int64_t log_from = 0;    // Size of the log when it was made: it is not before that.
  TimeMs made_at_ms = 0;
};

}  // namespace kontor::marketplace

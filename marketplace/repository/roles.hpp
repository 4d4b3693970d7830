#pragma once

#include <cstdint>
#include <string>

#include "base/core/clock.hpp"
#include "base/core/json.hpp"
#include "marketplace/core/target_path.hpp"

// Names and shapes the market's repository and its ceremony agree on.
namespace kontor::marketplace {

inline constexpr const char* kSpecVersion = "1.0.34";
inline constexpr const char* kFirstShard = "vendors-00";
inline constexpr std::int64_t kDayMs = std::int64_t{24} * 60 * 60 * 1000;

// "2026-11-22T03:05:34Z": TUF's form, without fractions.
std::string tuf_time(TimeMs time);
// The members every metadata file begins with.
Json tuf_body(const std::string& type, std::int64_t version, TimeMs expires);

}  // namespace kontor::marketplace

#pragma once

#include <string>
#include <string_view>

#include "base/core/clock.hpp"

namespace kontor::host {

// Dates of the Gregorian calendar as milliseconds at midnight UTC; years 1000 to 9999.
std::string to_date_text(TimeMs midnight_ms);          // "2026-11-22"
Result<TimeMs> parse_date(std::string_view iso_text);  // Only "2026-11-22".

// Dates as people's files have them: 2026-11-22, 22.11.2026, 22/11/2026 (day first).
Result<TimeMs> parse_written_date(std::string_view text);

}  // namespace kontor::host

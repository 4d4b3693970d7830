#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/core/clock.hpp"

namespace kontor::host {

// How far clocks of a zone are ahead of UTC from a moment on.
struct ZoneOffset {
  TimeMs from_ms;
  std::int64_t offset_ms;
};

inline constexpr const char* kUtc = "UTC";

// Every offset of an IANA zone from 1970 to 2100, oldest first; the first holds for all that was
// before. invalid_argument for no zone. Worked out once a zone by ICU, then shared (by whoever
// asked, it never changes); any thread.
Result<std::shared_ptr<const std::vector<ZoneOffset>>> zone_offsets(const std::string& zone);

// The zone this machine's clocks show (TZ, /etc/localtime); UTC where it names none.
std::string machine_zone();

// What clocks show at a moment, written as if they showed UTC.
TimeMs clock_time(const std::vector<ZoneOffset>& offsets, TimeMs moment_ms);
// The first moment at which clocks show this; where they leap over it, the one they leap from.
TimeMs moment_of_clock_time(const std::vector<ZoneOffset>& offsets, TimeMs shown_ms);

// The date that clocks of a zone show at a moment: "2026-11-22". UTC's for no zone.
std::string date_in(const std::string& zone, TimeMs moment_ms);

}  // namespace kontor::host

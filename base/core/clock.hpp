#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/core/result.hpp"

namespace kontor {

// Milliseconds since 1970-01-01 UTC. The only time type inside Kontor; RFC 3339
// text is made and read at the edges.
using TimeMs = std::int64_t;

// Where time comes from. Any thread.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual TimeMs now_ms() const = 0;              // Wall clock; may jump.
  virtual std::int64_t monotonic_ms() const = 0;  // Never goes back; meaningless across restarts.
};

class SystemClock final : public Clock {
 public:
  TimeMs now_ms() const override;
  std::int64_t monotonic_ms() const override;
};

// RFC 3339 section 5.6: written in UTC with milliseconds ("2026-11-22T03:05:34.120Z");
// read with any offset and 0 to 9 fraction digits, years 1970 to 9999.
std::string to_rfc3339(TimeMs time);
Result<TimeMs> parse_rfc3339(std::string_view text);

}  // namespace kontor

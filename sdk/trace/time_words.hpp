#pragma once

#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// How kontor-runner-traced asks its host for the plugin's time and randomness. It sends what
// its kernel gave; a recording host gives the same back, a replaying one what was recorded.
// Without a JSON library: the runner stays small.
namespace kontor::trace {

// "CLOCK SECONDS NANOSECONDS", the same in the answer.
inline constexpr std::string_view kClockOperation = "trace.clock/1";
// Hexadecimal digits, as many in the answer.
inline constexpr std::string_view kRandomOperation = "trace.random/1";

// Nanoseconds the plugin means to wait, and in the answer how many it is to wait. Not in traces:
// a replay lets threads of the plugin that wait for their time go on as fast as the trace does.
inline constexpr std::string_view kWaitOperation = "trace.wait/1";

inline bool is_time(std::string_view operation) {
  return operation == kClockOperation || operation == kRandomOperation;
}

struct ClockReading {
  std::int64_t clock = 0;  // CLOCK_REALTIME …
  std::int64_t seconds = 0;
  std::int64_t nanoseconds = 0;
};

inline std::string to_words(const ClockReading& reading) {
  return std::to_string(reading.clock) + " " + std::to_string(reading.seconds) + " " +
         std::to_string(reading.nanoseconds);
}

inline std::optional<ClockReading> parse_clock(std::string_view text) {
  ClockReading reading;
  const char* at = text.data();
  const char* const end = at + text.size();
  for (std::int64_t* number : {&reading.clock, &reading.seconds, &reading.nanoseconds}) {
    if (number != &reading.clock) {
      if (at == end || *at != ' ') return std::nullopt;
      ++at;
    }
    const auto [next, error] = std::from_chars(at, end, *number);
    if (error != std::errc()) return std::nullopt;
    at = next;
  }
  if (at != end || reading.nanoseconds < 0 || reading.nanoseconds > 999'999'999)
    return std::nullopt;
  return reading;
}

}  // namespace kontor::trace

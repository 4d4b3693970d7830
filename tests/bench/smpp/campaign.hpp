#pragma once

#include <chrono>
#include <cstdint>

namespace kontor::bench {

using Clock = std::chrono::steady_clock;

// The campaign that is measured, and what issue and design ask of it.
inline constexpr std::int64_t kPeople = 5'000;
inline constexpr std::int64_t kWindow = 50;
inline constexpr double kWantedPerSecond = 2'000;
inline constexpr auto kPatience = std::chrono::seconds(300);

}  // namespace kontor::bench

#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "tests/bench/report.hpp"

namespace kontor::bench {

using Clock = std::chrono::steady_clock;

// The campaign that is measured, and what issue and design ask of it.
inline constexpr std::int64_t kPeople = 5'000;
inline constexpr std::int64_t kWindow = 50;
inline constexpr double kWantedPerSecond = 2'000;
inline constexpr auto kPatience = std::chrono::seconds(300);

// Messages a second, and the cores that many as are asked need, for `cpu_s` of CPU in all.
// on.
std::vector<Figure> campaign_figures(const std::string& name, double seconds, double cpu_s);

}  // namespace kontor::bench

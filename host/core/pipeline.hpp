#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/core/clock.hpp"
#include "base/core/json.hpp"

namespace kontor::host {

struct Stage {
  std::string_view name;
  int position;  // 0: none (lost).
  int probability;
};

// Stages of a pipeline in order; empty for an unknown one.
const std::vector<Stage>& stages_of(std::string_view pipeline);

// One row of a deal's stage history.
struct StageChange {
  std::string_view stage;
  int position;
  bool passed;  // The deal jumped over it, and so reached it.
};
// What a deal's history gains when it goes from one stage to another; `from` is empty for
// a new deal. Going forward reaches every stage between; going back or being lost writes
// the one stage.
std::vector<StageChange> stage_changes(std::string_view pipeline, std::string_view from,
                                       std::string_view to);

// Brings stage, outcome, probability and closing time of a deal into agreement after
// `changes`: a won or lost stage closes the deal, a won or lost outcome moves the stage.
// invalid_argument when the two contradict each other.
Status settle_deal(const Json& changes, Json& fields, TimeMs now_ms);

}  // namespace kontor::host

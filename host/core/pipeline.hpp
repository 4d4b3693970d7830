#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/core/clock.hpp"
#include "base/core/json.hpp"
#include "host/core/field.hpp"

namespace kontor::host {

struct Stage {
  std::string name;
  Labels labels;
  int position;  // 1, 2 …; 0: none (lost).
  double probability;
};

// A way that deals go: stages in order, then "won" and "lost", which every pipeline has.
struct Pipeline {
  std::string name;
  Labels labels;
  std::vector<Stage> stages;  // The last two are won and lost.

  // {"name","labels","stages":[{"name","labels","probability"}]}, without won and lost.
  static Result<Pipeline> parse(const Json& json);
  Json to_json() const;
  const Stage* find(std::string_view stage) const;
};

inline constexpr std::size_t kStagesMax = 20;
inline constexpr std::size_t kPipelinesMax = 20;

// One row of a deal's stage history.
struct StageChange {
  std::string stage;
  int position;
  bool passed;  // The deal jumped over it, and so reached it.
};
// What a deal's history gains when it goes from one stage to another; `from` is empty for
// a new deal. Going forward reaches every stage between; going back or being lost writes
// the one stage.
std::vector<StageChange> stage_changes(const Pipeline& pipeline, std::string_view from,
                                       std::string_view to);

// Brings stage, outcome, probability and closing time of a deal into agreement after
// `changes`: a won or lost stage closes the deal, a won or lost outcome moves the stage.
// invalid_argument when the two contradict each other, for a stage the deal's pipeline
// has not, and for a lost deal without a reason.
Status settle_deal(const std::vector<Pipeline>& pipelines, const Json& changes, Json& fields,
                   TimeMs now_ms);

// Keeps in `reached` the furthest stage a deal has been at in its pipeline, whether it stands
// there now or went back or was lost: what a funnel counts. `before` is null for a new deal; one
// that goes to another pipeline begins anew.
void keep_reached(const std::vector<Pipeline>& pipelines, const Json* before, Json& fields);

// The deal's pipeline, or null.
const Pipeline* pipeline_of(const std::vector<Pipeline>& pipelines, const Json& fields);

}  // namespace kontor::host

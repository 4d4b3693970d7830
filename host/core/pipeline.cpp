#include "host/core/pipeline.hpp"

#include <algorithm>

namespace kontor::host {

namespace {

const Stage* find_stage(std::string_view pipeline, std::string_view name) {
  for (const Stage& stage : stages_of(pipeline)) {
    if (stage.name == name) return &stage;
  }
  return nullptr;
}

std::string text_or(const Json& fields, const char* name, const char* otherwise) {
  const auto found = fields.find(name);
  return found != fields.end() && found->is_string() ? found->get<std::string>() : otherwise;
}

bool is_end(std::string_view stage) { return stage == "won" || stage == "lost"; }

// The stage after the change, as stage and outcome together say it.
Result<std::string> agreed_stage(const Json& changes, const Json& fields) {
  const std::string stage = text_or(fields, "stage", "new");
  const std::string outcome = text_or(fields, "outcome", "open");
  const bool agree = is_end(stage) ? stage == outcome : outcome == "open";
  if (agree) return stage;
  const bool stage_given = changes.contains("stage");
  const bool outcome_given = changes.contains("outcome");
  if (stage_given && outcome_given) {
    return Error{ErrorCode::invalid_argument,
                 "stage " + stage + " and outcome " + outcome + " contradict each other"};
  }
  if (!outcome_given) return stage;
  if (outcome == "open") {
    return Error{ErrorCode::invalid_argument, "an open deal needs an open stage"};
  }
  return outcome;
}

}  // namespace

const std::vector<Stage>& stages_of(std::string_view pipeline) {
  static const std::vector<Stage> sales = {{"new", 1, 10},      {"qualified", 2, 25},
                                           {"proposal", 3, 50}, {"negotiation", 4, 75},
                                           {"won", 5, 100},     {"lost", 0, 0}};
  static const std::vector<Stage> none;
  return pipeline == "sales" ? sales : none;
}

std::vector<StageChange> stage_changes(std::string_view pipeline, std::string_view from,
                                       std::string_view to) {
  std::vector<StageChange> changes;
  const Stage* const target = find_stage(pipeline, to);
  if (target == nullptr || from == to) return changes;
  const Stage* const start = find_stage(pipeline, from);
  const int reached = start == nullptr ? 0 : start->position;
  for (const Stage& stage : stages_of(pipeline)) {
    if (stage.position > reached && stage.position < target->position) {
      changes.push_back({stage.name, stage.position, /*passed=*/true});
    }
  }
  // A new deal that is lost at once had been new.
  if (start == nullptr && target->position == 0) changes.push_back({"new", 1, /*passed=*/true});
  changes.push_back({target->name, target->position, /*passed=*/false});
  return changes;
}

Status settle_deal(const Json& changes, Json& fields, TimeMs now_ms) {
  const std::string stage = TRY(agreed_stage(changes, fields));
  fields["stage"] = stage;
  fields["outcome"] = is_end(stage) ? stage : "open";
  const bool moved = changes.contains("stage") || changes.contains("outcome");
  if (!is_end(stage)) {
    if (moved) fields.erase("closed_at");
  } else if (!fields.contains("closed_at")) {
    fields["closed_at"] = to_rfc3339(now_ms);
  }
  if (!changes.contains("probability") && (moved || !fields.contains("probability"))) {
    const Stage* const known = find_stage(text_or(fields, "pipeline", "sales"), stage);
    if (known != nullptr) fields["probability"] = known->probability;
  }
  return ok();
}

}  // namespace kontor::host

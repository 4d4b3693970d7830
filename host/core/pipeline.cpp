#include "host/core/pipeline.hpp"

#include <algorithm>

namespace kontor::host {

namespace {

std::string text_or(const Json& fields, const char* name, const char* otherwise) {
  const auto found = fields.find(name);
  return found != fields.end() && found->is_string() ? found->get<std::string>() : otherwise;
}

bool is_end(std::string_view stage) { return stage == "won" || stage == "lost"; }

Error refuse_deal(const std::string& field, const std::string& why) {
  return Error{ErrorCode::invalid_argument, field + ": " + why, to_text(Json{{"field", field}})};
}

Error refuse_pipeline(const std::string& why) {
  return Error{ErrorCode::invalid_argument, "pipeline: " + why};
}

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

// A deal that is new to its pipeline begins at the pipeline's first stage.
void enter_pipeline(const Pipeline& pipeline, const Json& changes, Json& fields) {
  const bool stage_given = changes.contains("stage") || changes.contains("outcome");
  if (!stage_given && pipeline.find(text_or(fields, "stage", "new")) == nullptr)
    fields["stage"] = pipeline.stages.front().name;
}

}  // namespace

Result<Pipeline> Pipeline::parse(const Json& json) {
  Pipeline pipeline;
  pipeline.name = TRY(json_text(json, "name"));
  if (!is_definition_name(pipeline.name)) return refuse_pipeline("not a name: " + pipeline.name);
  pipeline.labels = TRY(parse_labels(json.value("labels", Json())));
  const Json stages = json.value("stages", Json());
  if (!stages.is_array() || stages.empty() || stages.size() > kStagesMax)
    return refuse_pipeline("1 to " + std::to_string(kStagesMax) + " stages are possible");
  int position = 0;
  for (const Json& given : stages) {
    if (!given.is_object())
      return refuse_pipeline("a stage is {\"name\",\"labels\",\"probability\"}");
    const std::string name = TRY(json_text(given, "name"));
    if (!is_definition_name(name) || is_end(name) || pipeline.find(name) != nullptr)
      return refuse_pipeline("a stage needs a name of its own: " + name.substr(0, 60));
    const Json probability = given.value("probability", Json());
    if (!probability.is_number() || probability.get<double>() < 0 ||
        probability.get<double>() > 100)
      return refuse_pipeline("the probability of a stage is 0 to 100 percent");
    Labels labels = TRY(parse_labels(given.value("labels", Json())));
    pipeline.stages.push_back({name, std::move(labels), ++position, probability.get<double>()});
  }
  pipeline.stages.push_back({"won", {}, ++position, 100});
  pipeline.stages.push_back({"lost", {}, 0, 0});
  return pipeline;
}

Json Pipeline::to_json() const {
  Json list = Json::array();
  for (const Stage& stage : stages) {
    if (is_end(stage.name)) continue;
    list.push_back(
        {{"name", stage.name}, {"labels", stage.labels}, {"probability", stage.probability}});
  }
  return {{"name", name}, {"labels", labels}, {"stages", std::move(list)}};
}

const Stage* Pipeline::find(std::string_view stage) const {
  const auto found = std::find_if(stages.begin(), stages.end(),
                                  [&](const Stage& known) { return known.name == stage; });
  return found == stages.end() ? nullptr : &*found;
}

const Pipeline* pipeline_of(const std::vector<Pipeline>& pipelines, const Json& fields) {
  const std::string name = text_or(fields, "pipeline", "sales");
  const auto found = std::find_if(pipelines.begin(), pipelines.end(),
                                  [&](const Pipeline& known) { return known.name == name; });
  return found == pipelines.end() ? nullptr : &*found;
}

std::vector<StageChange> stage_changes(const Pipeline& pipeline, std::string_view from,
                                       std::string_view to) {
  std::vector<StageChange> changes;
  const Stage* const target = pipeline.find(to);
  if (target == nullptr || from == to) return changes;
  const Stage* const start = pipeline.find(from);
  const int reached = start == nullptr ? 0 : start->position;
  for (const Stage& stage : pipeline.stages) {
    if (stage.position > reached && stage.position < target->position) {
      changes.push_back({stage.name, stage.position, /*passed=*/true});
    }
  }
  // A new deal that is lost at once had been at the first stage.
  if (start == nullptr && target->position == 0)
    changes.push_back({pipeline.stages.front().name, 1, /*passed=*/true});
  changes.push_back({target->name, target->position, /*passed=*/false});
  return changes;
}

Status settle_deal(const std::vector<Pipeline>& pipelines, const Json& changes, Json& fields,
                   TimeMs now_ms) {
  const Pipeline* const pipeline = pipeline_of(pipelines, fields);
  if (pipeline == nullptr) return refuse_deal("pipeline", "there is no such pipeline");
  enter_pipeline(*pipeline, changes, fields);
  const std::string stage = TRY(agreed_stage(changes, fields));
  const Stage* const known = pipeline->find(stage);
  if (known == nullptr)
    return refuse_deal("stage", "pipeline " + pipeline->name + " has no such stage");
  fields["stage"] = stage;
  fields["outcome"] = is_end(stage) ? stage : "open";
  const bool moved = changes.contains("stage") || changes.contains("outcome");
  if (!is_end(stage)) {
    if (moved) fields.erase("closed_at");
  } else if (!fields.contains("closed_at")) {
    fields["closed_at"] = to_rfc3339(now_ms);
  }
  if (stage == "lost" && !fields.contains("loss_reason"))
    return refuse_deal("loss_reason", "say why the deal was lost");
  if (!changes.contains("probability") && (moved || !fields.contains("probability"))) {
    const bool whole =
        known->probability == static_cast<double>(static_cast<int>(known->probability));
    fields["probability"] =
        whole ? Json(static_cast<int>(known->probability)) : Json(known->probability);
  }
  return ok();
}

void keep_reached(const std::vector<Pipeline>& pipelines, const Json* before, Json& fields) {
  const Pipeline* const pipeline = pipeline_of(pipelines, fields);
  if (pipeline == nullptr) return;
  const Stage* furthest = &pipeline->stages.front();
  const auto pass = [&](const std::string& stage) {
    const Stage* const known = pipeline->find(stage);
    if (known != nullptr && known->position > furthest->position) furthest = known;
  };
  if (before != nullptr && pipeline_of(pipelines, *before) == pipeline)
    pass(text_or(*before, "reached", ""));
  pass(text_or(fields, "stage", "new"));
  fields["reached"] = furthest->name;
}

}  // namespace kontor::host

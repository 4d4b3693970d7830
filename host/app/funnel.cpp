#include "host/app/funnel.hpp"

#include <algorithm>
#include <map>

#include "host/app/record_scope.hpp"

namespace kontor::host {

namespace {

using Counts = std::map<std::string, std::int64_t>;  // By the furthest stage.

Error refuse_funnel(const std::string& why) {
  return Error{ErrorCode::invalid_argument, "funnel: " + why, R"({"code":"funnel-refused"})"};
}

Result<const Pipeline*> pipeline_named(const Entity& deal, const std::string& name) {
  for (const Pipeline& pipeline : deal.pipelines)
    if (pipeline.name == name) return &pipeline;
  return refuse_funnel("there is no pipeline " + name.substr(0, 63));
}

Status check_profile(const Entity& deal, const std::string& by) {
  if (by.empty()) return ok();
  const Field* const field = deal.find(by);
  const bool fits = field != nullptr && field->plugin.empty() &&
                    (field->type == FieldType::reference || field->type == FieldType::choice ||
                     field->type == FieldType::text);
  if (fits) return ok();
  return refuse_funnel("by: a field of deals that refers to something, a choice or a text");
}

Json share(std::int64_t part, std::int64_t whole) {
  if (whole == 0) return nullptr;
  return 100.0 * static_cast<double>(part) / static_cast<double>(whole);
}

std::int64_t all_deals(const Counts& counts) {
  std::int64_t deals = 0;
  for (const auto& [stage, number] : counts) deals += number;
  return deals;
}

// A profile from the pipeline's first stage to won: whoever came further has reached the stages
// before.
Json profile_json(const Pipeline& pipeline, const std::string& of, const Counts& counts) {
  Json stages = Json::array();
  const std::int64_t first = all_deals(counts);
  std::int64_t reached = first;
  std::int64_t previous = first;
  for (const Stage& stage : pipeline.stages) {
    if (stage.position == 0) continue;  // Lost is an end, and no step.
    stages.push_back({{"stage", stage.name},
                      {"reached", reached},
                      {"dropped", previous - reached},
                      {"of_previous", share(reached, previous)},
                      {"of_first", share(reached, first)}});
    previous = reached;
    const auto no_further = counts.find(stage.name);
    if (no_further != counts.end()) reached -= no_further->second;
  }
  return {{"of", of.empty() ? Json() : Json(of)}, {"stages", std::move(stages)}};
}

}  // namespace

Result<Json> funnel(Records& records, db::Database& database, const Clock& clock,
                    const Principal& principal, const Json& request) {
  const auto catalogue = records.definitions().now();
  const Entity* const deal = TRY(catalogue->require("deal"));
  TRY(require(principal, deal->name, Verb::read));
  const std::string name = request.value("pipeline", "sales");
  const std::string by = request.value("by", "");
  const Pipeline* const pipeline = TRY(pipeline_named(*deal, name));
  TRY(check_profile(*deal, by));
  const FilterContext context =
      with_others(principal, *catalogue, {principal.id, clock.now_ms(), records.time_zone()});
  Filter filter = TRY(parse_filter(request.value("filter", Json::array()), *deal, context));
  std::vector<std::string> touched = fields_of_filter(filter);
  touched.insert(touched.end(), {"pipeline", "reached"});
  if (!by.empty()) touched.push_back(by);
  const Scope scope = TRY(readable_scope(principal, *deal, touched));
  narrow(principal, *catalogue, *deal, scope, filter);
  auto read = database.read([&](db::Session& session) {
    return records.store().reached_stages(session, *deal, filter, by, name);
  });
  const auto reached = TRY(std::move(read));
  std::map<std::string, Counts> profiles;
  if (by.empty()) profiles[""] = {};
  const std::string& begins = pipeline->stages.front().name;
  for (const auto& row : reached) {
    // Whoever only came to a stage that the pipeline no longer has had entered it.
    const Stage* const known = pipeline->find(row.stage);
    const bool step = known != nullptr && known->position > 0;
    profiles[row.profile][step ? row.stage : begins] += row.deals;
  }
  std::vector<std::pair<std::string, Counts>> ordered(profiles.begin(), profiles.end());
  std::sort(ordered.begin(), ordered.end(), [](const auto& one, const auto& other) {
    const std::int64_t left = all_deals(one.second);
    const std::int64_t right = all_deals(other.second);
    return left != right ? left > right : one.first < other.first;
  });
  Json list = Json::array();
  for (const auto& [of, counts] : ordered) list.push_back(profile_json(*pipeline, of, counts));
  const Field* const profile = deal->find(by);
  if (profile != nullptr && !profile->personal_data.empty())
    TRY(records.looked_at(principal, deal->name, ordered.size()));
  return Json{
      {"pipeline", name}, {"by", by.empty() ? Json() : Json(by)}, {"profiles", std::move(list)}};
}

}  // namespace kontor::host

#include "host/app/funnel.hpp"

#include <algorithm>
#include <map>

#include "host/app/record_scope.hpp"

namespace kontor::host {

namespace {

using Counts = std::map<std::string, std::int64_t>;  // By stage.

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

// A profile from the pipeline's first stage to won.
Json profile_json(const Pipeline& pipeline, const std::string& of, const Counts& counts) {
  Json stages = Json::array();
  std::int64_t first = 0;
  std::int64_t previous = 0;
  for (const Stage& stage : pipeline.stages) {
    if (stage.position == 0) continue;  // Lost is an end, and no step.
    const auto found = counts.find(stage.name);
    const std::int64_t reached = found == counts.end() ? 0 : found->second;
    const bool begins = stages.empty();
    if (begins) first = previous = reached;
    stages.push_back({{"stage", stage.name},
                      {"reached", reached},
                      {"dropped", previous - reached},
                      {"of_previous", share(reached, previous)},
                      {"of_first", share(reached, first)}});
    previous = reached;
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
  const FilterContext context{principal.id, clock.now_ms(), records.time_zone()};
  Filter filter = TRY(parse_filter(request.value("filter", Json::array()), *deal, context));
  std::vector<std::string> touched = fields_of_filter(filter);
  touched.insert(touched.end(), {"pipeline", "stage"});
  if (!by.empty()) touched.push_back(by);
  const Scope scope = TRY(readable_scope(principal, *deal, touched));
  narrow(principal, *deal, scope, filter);
  auto read = database.read([&](db::Session& session) {
    return records.store().reached_stages(session, *deal, filter, by, name);
  });
  const auto reached = TRY(std::move(read));
  std::map<std::string, Counts> profiles;
  if (by.empty()) profiles[""] = {};
  for (const auto& row : reached) profiles[row.profile][row.stage] = row.deals;
  std::vector<std::pair<std::string, Counts>> ordered(profiles.begin(), profiles.end());
  const std::string& begins = pipeline->stages.front().name;
  const auto deals_of = [&](const auto& profile) {
    const auto found = profile.second.find(begins);
    return found == profile.second.end() ? 0 : found->second;
  };
  std::sort(ordered.begin(), ordered.end(), [&](const auto& one, const auto& other) {
    const auto left = deals_of(one);
    const auto right = deals_of(other);
    return left != right ? left > right : one.first < other.first;
  });
  Json list = Json::array();
  for (const auto& [of, counts] : ordered) list.push_back(profile_json(*pipeline, of, counts));
  return Json{
      {"pipeline", name}, {"by", by.empty() ? Json() : Json(by)}, {"profiles", std::move(list)}};
}

}  // namespace kontor::host

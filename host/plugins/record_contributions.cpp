#include <kontor/op/action_run.hpp>
#include <kontor/op/panel_data.hpp>

#include "base/core/json_schema.hpp"
#include "host/plugins/installed_plugins.hpp"
#include "host/plugins/offered.hpp"

// What plugins offer on records: actions, on one or many, and panels.
namespace kontor::host {
namespace {

constexpr std::size_t kRecordsMax = 500;
constexpr std::size_t kActionKeyBytesMax = 200;

Status check_action_key(const std::string& key) {
  if (key.size() <= kActionKeyBytesMax) return ok();
  return Error{ErrorCode::invalid_argument, "the Idempotency-Key is too long"};
}

std::string owner_of(const Record& record) {
  const auto owner = record.fields.find("owner");
  return owner != record.fields.end() && owner->is_string() ? owner->get<std::string>() : "";
}

}  // namespace

Result<const package::Contribution*> require_contribution(
    const PluginInstance& plugin, const std::vector<package::Contribution>& offered,
    const std::string& name) {
  const auto* found = find_contribution(offered, name);
  if (found == nullptr || !plugin.enabled())
    return Error{ErrorCode::not_found, plugin.id() + " offers no " + name};
  return found;
}

Status check_input(const package::Contribution& contribution, const Json& input) {
  if (!input.is_object())
    return Error{ErrorCode::invalid_argument,
                 "the input of " + contribution.name + " is an object"};
  if (!contribution.input.is_object()) return ok();
  const JsonSchema schema = TRY(JsonSchema::parse(contribution.input));
  return schema.validate(input);
}

// The record as far as the actor may read it, the plugin may, and the contribution asked.
Result<InstalledPlugins::SeenRecord> InstalledPlugins::record_for(
    const Principal& actor, const PluginInstance& plugin, const package::Contribution& contribution,
    const Json& record) {
  const std::string entity = TRY(json_text(record, "entity"));
  const std::string id = TRY(json_text(record, "id"));
  if (entity != contribution.entity)
    return Error{ErrorCode::invalid_argument,
                 contribution.name + " does not take a record of " + entity};
  const Record found = TRY(parts_.records.get(actor, entity, id));
  Json fields = Json::object();
  for (const std::string& field : contribution.fields)
    if (found.fields.contains(field) &&
        plugin.principal().rights->may_field(entity, Verb::read, field))
      fields[field] = found.fields[field];
  Json seen = record_json(found);
  seen["fields"] = std::move(fields);
  std::string problem;
  auto decoded = op::decode<op::Record>(seen, problem);
  if (!decoded) return Error{ErrorCode::internal, "a record for " + plugin.id() + ": " + problem};
  return SeenRecord{std::move(*decoded), owner_of(found)};
}

Result<Json> InstalledPlugins::run_action(const Principal& actor, PluginInstance& plugin,
                                          const package::Contribution& action, const Json& record,
                                          const Json& input, const std::string& key) {
  op::ActionRunRequest request{.action = action.name,
                               .actor = {.id = actor.id, .name = actor.name},
                               .record = {},
                               .input = input,
                               .key = key};
  std::string owner;
  if (!record.is_null()) {
    SeenRecord seen = TRY(record_for(actor, plugin, action, record));
    owner = std::move(seen.owner);
    request.record = std::move(seen.record);
  } else if (!action.entity.empty() && !action.bulk) {
    return Error{ErrorCode::invalid_argument, action.name + " needs a record"};
  }
  TRY(seats_.require(plugin.manifest(), action.seat, users_of(actor, owner)));
  const auto answer = TRY(plugin.ask<op::ActionRun>(request));
  return Json{{"output", answer.output}, {"message", answer.message}};
}

Result<Json> InstalledPlugins::act(const Principal& actor, const std::string& plugin_id,
                                   const std::string& name, const Json& record, const Json& input,
                                   const std::string& key) {
  TRY(require_right(actor, "plugins.use"));
  const PluginHandle plugin = TRY(plugins_.require(plugin_id));
  const auto& offered = plugin->manifest().contributes.actions;
  const auto* action = TRY(require_contribution(*plugin, offered, name));
  TRY(check_input(*action, input));
  TRY(check_action_key(key));
  return run_action(actor, *plugin, *action, record, input, key);
}

Result<Json> InstalledPlugins::act_on_many(const Principal& actor, const std::string& plugin_id,
                                           const std::string& name, const Json& records,
                                           const Json& input, const std::string& key) {
  TRY(require_right(actor, "plugins.use"));
  const PluginHandle plugin = TRY(plugins_.require(plugin_id));
  const auto& offered = plugin->manifest().contributes.actions;
  const auto* action = TRY(require_contribution(*plugin, offered, name));
  if (!action->bulk)
    return Error{ErrorCode::invalid_argument, name + " takes one record at a time"};
  if (!records.is_array() || records.empty() || records.size() > kRecordsMax)
    return Error{ErrorCode::invalid_argument,
                 name + " takes 1 to " + std::to_string(kRecordsMax) + " records"};
  TRY(check_input(*action, input));
  TRY(check_action_key(key));
  // Whoever acts needs the seat once, and is told before anything is done.
  if (action->seat != package::SeatRule::target_user)
    TRY(seats_.require(plugin->manifest(), action->seat, users_of(actor)));
  Json results = Json::array();
  for (const Json& record : records) {
    auto done = run_action(actor, *plugin, *action, record, input, key);
    Json result = done ? std::move(*done) : Json{{"problem", done.error().message}};
    result["record"] = record;
    results.push_back(std::move(result));
  }
  return Json{{"results", std::move(results)}};
}

Result<Json> InstalledPlugins::panel(const Principal& actor, const std::string& plugin_id,
                                     const std::string& name, const Json& record,
                                     const std::string& locale) {
  TRY(require_right(actor, "plugins.use"));
  const PluginHandle plugin = TRY(plugins_.require(plugin_id));
  const auto& offered = plugin->manifest().contributes.panels;
  const auto* panel = TRY(require_contribution(*plugin, offered, name));
  SeenRecord seen = TRY(record_for(actor, *plugin, *panel, record));
  TRY(seats_.require(plugin->manifest(), panel->seat, users_of(actor, seen.owner),
                     SeatPolicy::Use::look));
  const auto answer = TRY(plugin->ask<op::PanelData>({.panel = name,
                                                      .actor = {.id = actor.id, .name = actor.name},
                                                      .record = std::move(seen.record),
                                                      .locale = locale}));
  return encode(answer);
}

}  // namespace kontor::host

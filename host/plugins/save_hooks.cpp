#include "host/plugins/save_hooks.hpp"

#include <algorithm>
#include <kontor/op/record_before_save.hpp>
#include <map>

#include "base/core/log.hpp"

namespace kontor::host {
namespace {

constexpr std::size_t kBatchMax = 500;  // Records in one call of a plugin.

const package::HookContribution* hook_of(const PluginInstance& plugin, std::string_view entity) {
  for (const auto& hook : plugin.manifest().contributes.hooks)
    if (hook.operation == "record.before_save" && hook.entity == entity) return &hook;
  return nullptr;
}

// The declared fields with the patches of earlier plugins on top.
Json projection(const package::HookContribution& hook, const PendingRecord& record,
                const HookAnswer& earlier) {
  Json fields = Json::object();
  for (const std::string& name : hook.fields) {
    const auto value = record.fields.find(name);
    if (value != record.fields.end()) fields[name] = *value;
    if (!earlier.patch.is_object()) continue;
    const auto patched = earlier.patch.find(name);
    if (patched != earlier.patch.end()) fields[name] = *patched;
  }
  return fields;
}

// Adds what the plugin may change of its patch; anything else is the plugin's fault.
Status take(const PluginInstance& plugin, const package::HookContribution& hook,
            op::BeforeSaveResult& result, HookAnswer& answer) {
  if (result.refusal && !answer.refusal) answer.refusal = std::move(result.refusal);
  for (auto& [name, value] : result.patch.items()) {
    if (std::ranges::find(hook.changes, name) == hook.changes.end())
      return Error{ErrorCode::forbidden, plugin.id() + " tried to change the field " + name +
                                             ", which it did not declare"};
    if (!answer.patch.is_object()) answer.patch = Json::object();
    answer.patch[name] = std::move(value);
  }
  return ok();
}

HookGap gap_of(const PluginInstance& plugin, const package::HookContribution& hook,
               const std::string& reason) {
  return {plugin.id(), hook.operation + " " + hook.entity, reason};
}

std::string refusal_text(const PluginInstance& plugin, const std::string& reason) {
  return "the save was refused because " + plugin.id() + " must look at it first: " + reason;
}

// The detail of a seat's refusal says who holds the seats; it stays.
Error refused_for_seat(const PluginInstance& plugin, Error error) {
  error.message = refusal_text(plugin, error.message);
  return error;
}

Error refused_for_failure(const PluginInstance& plugin, const Error& error) {
  return {ErrorCode::unavailable,
          refusal_text(plugin, error.message) +
              ". An administrator can start it again, or stop it so that records are saved "
              "without it.",
          to_text(Json{{"code", "hook-failed"}, {"plugin", plugin.id()}})};
}

std::string owner_of(const PendingRecord& record) {
  const auto owner = record.fields.find("owner");
  return owner != record.fields.end() && owner->is_string() ? owner->get<std::string>() : "";
}

}  // namespace

bool PluginHooks::wants(std::string_view entity) const {
  return std::ranges::any_of(plugins_.all(), [&](const PluginHandle& plugin) {
    return plugin->enabled() && hook_of(*plugin, entity) != nullptr;
  });
}

Result<std::vector<HookAnswer>> PluginHooks::before_save(std::string_view entity,
                                                         const std::vector<PendingRecord>& records,
                                                         const Principal& actor) {
  std::vector<HookAnswer> answers(records.size());
  for (const PluginHandle& plugin : plugins_.all()) {
    const auto* hook = hook_of(*plugin, entity);
    const bool own_write = actor.kind == PrincipalKind::plugin && actor.id == plugin->id();
    if (hook == nullptr || !plugin->enabled() || own_write) continue;
    std::vector<HookAnswer> with_this = answers;
    const auto places = seated(*plugin, *hook, records, actor, with_this);
    const Status done =
        places ? run(*plugin, *hook, records, *places, with_this) : Status(places.error());
    if (done) {
      answers = std::move(with_this);
      continue;
    }
    if (hook->on_failure == package::OnFailure::closed)
      return places ? refused_for_failure(*plugin, done.error())
                    : refused_for_seat(*plugin, done.error());
    log::warning("saved without a hook that fails open", {{"plugin", plugin->id()},
                                                          {"entity", entity},
                                                          {"records", records.size()},
                                                          {"reason", done.error().message}});
    for (HookAnswer& answer : answers)
      answer.gaps.push_back(gap_of(*plugin, *hook, done.error().message));
  }
  return answers;
}

// Records somebody holds the seat for. Where the rule goes by the record's owner the others
// get their refusal or gap alone; otherwise one seat is for all or none.
Result<PluginHooks::Places> PluginHooks::seated(const PluginInstance& plugin,
                                                const package::HookContribution& hook,
                                                const std::vector<PendingRecord>& records,
                                                const Principal& actor,
                                                std::vector<HookAnswer>& answers) {
  const bool by_owner = hook.seat == package::SeatRule::target_user;
  if (!by_owner) TRY(seats_.require(plugin.manifest(), hook.seat, users_of(actor)));
  std::map<std::string, Status> owners;
  Places places;
  for (std::size_t index = 0; index < records.size(); ++index) {
    if (by_owner) {
      const std::string owner = owner_of(records[index]);
      auto known = owners.find(owner);
      if (known == owners.end()) {
        Status seat = seats_.require(plugin.manifest(), hook.seat, users_of(actor, owner));
        known = owners.emplace(owner, std::move(seat)).first;
      }
      if (!known->second) {
        const std::string& reason = known->second.error().message;
        if (hook.on_failure == package::OnFailure::open)
          answers[index].gaps.push_back(gap_of(plugin, hook, reason));
        else if (!answers[index].refusal)
          answers[index].refusal = refusal_text(plugin, reason);
        continue;
      }
    }
    places.push_back(index);
  }
  return places;
}

Status PluginHooks::run(PluginInstance& plugin, const package::HookContribution& hook,
                        const std::vector<PendingRecord>& records, const Places& places,
                        std::vector<HookAnswer>& answers) {
  for (std::size_t start = 0; start < places.size(); start += kBatchMax) {
    const std::size_t count = std::min(kBatchMax, places.size() - start);
    op::RecordBeforeSaveRequest request{.entity = hook.entity, .records = {}};
    for (std::size_t index = start; index < start + count; ++index) {
      const PendingRecord& record = records[places[index]];
      request.records.push_back({.id = record.id,
                                 .is_new = record.is_new,
                                 .fields = projection(hook, record, answers[places[index]])});
    }
    auto answer = TRY(plugin.ask<op::RecordBeforeSave>(request));
    if (answer.results.size() != count)
      return Error{ErrorCode::internal, plugin.id() + " answered for " +
                                            std::to_string(answer.results.size()) +
                                            " records instead of " + std::to_string(count)};
    for (std::size_t index = 0; index < count; ++index)
      TRY(take(plugin, hook, answer.results[index], answers[places[start + index]]));
  }
  return ok();
}

Status PluginHooks::note_gaps(db::Session& session, std::string_view entity,
                              const std::vector<GapOfRecord>& gaps) {
  std::vector<Gap> noted;
  noted.reserve(gaps.size());
  for (const auto& [record, gap] : gaps)
    noted.push_back({.plugin = gap.plugin,
                     .contribution = gap.contribution,
                     .record_entity = std::string(entity),
                     .record_id = record,
                     .reason = gap.reason});
  return gaps_.record(session, noted);
}

}  // namespace kontor::host

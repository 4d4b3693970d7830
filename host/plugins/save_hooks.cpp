#include "host/plugins/save_hooks.hpp"

#include <algorithm>
#include <kontor/op/record_before_save.hpp>

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
    const Status done = run(*plugin, *hook, records, with_this, actor);
    if (done) {
      answers = std::move(with_this);
    } else if (hook->on_failure == package::OnFailure::closed) {
      Error error = done.error();
      error.message = "the save was refused because " + plugin->id() +
                      " must look at it first: " + error.message;
      return error;
    } else {
      log::warning(
          "saved without a hook that fails open",
          {{"plugin", plugin->id()}, {"entity", entity}, {"reason", done.error().message}});
    }
  }
  return answers;
}

Status PluginHooks::run(PluginInstance& plugin, const package::HookContribution& hook,
                        const std::vector<PendingRecord>& records, std::vector<HookAnswer>& answers,
                        const Principal& actor) {
  TRY(seats_.require(plugin.manifest(), hook.seat, actor));
  for (std::size_t start = 0; start < records.size(); start += kBatchMax) {
    const std::size_t count = std::min(kBatchMax, records.size() - start);
    op::RecordBeforeSaveRequest request{.entity = hook.entity, .records = {}};
    for (std::size_t index = start; index < start + count; ++index)
      request.records.push_back({.id = records[index].id,
                                 .is_new = records[index].is_new,
                                 .fields = projection(hook, records[index], answers[index])});
    auto answer = TRY(plugin.ask<op::RecordBeforeSave>(request));
    if (answer.results.size() != count)
      return Error{ErrorCode::internal, plugin.id() + " answered for " +
                                            std::to_string(answer.results.size()) +
                                            " records instead of " + std::to_string(count)};
    for (std::size_t index = 0; index < count; ++index)
      TRY(take(plugin, hook, answer.results[index], answers[start + index]));
  }
  return ok();
}

}  // namespace kontor::host

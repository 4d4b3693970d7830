#include "host/plugins/installed_plugins.hpp"
#include "host/plugins/permission_words.hpp"
#include "sdk/runtime/sandbox/probe.hpp"

// A plugin as its administrator judges it.
namespace kontor::host {
namespace {

Json layers_json(const runtime::SandboxReport& report) {
  Json layers = Json::array();
  for (const runtime::SandboxLayer& layer : report) {
    const char* state = layer.state == runtime::SandboxLayer::State::holds     ? "holds"
                        : layer.state == runtime::SandboxLayer::State::missing ? "missing"
                                                                               : "off";
    layers.push_back({{"name", layer.name}, {"state", state}, {"why", layer.why}});
  }
  return layers;
}

}  // namespace

Result<Json> InstalledPlugins::inspect(const std::string& id) {
  const PluginHandle plugin = TRY(plugins_.require(id));
  Json shown = description(*plugin);
  shown["isolation"] = plugin->manifest().limits.isolation == package::Isolation::in_process
                           ? "in_process"
                           : "sandbox";
  shown["trusted_in_process"] = plugin->row().trusted_in_process;
  shown["permission_words"] = permission_words(plugin->manifest(), *parts_.definitions.now());
  shown["layers"] = layers_json(plugin->sandbox());
  Json crashes = Json::array();
  for (const Crash& crash : TRY(crashes_.list(id))) crashes.push_back(to_json(crash));
  shown["crashes"] = std::move(crashes);
  const runtime::PluginUsage usage = plugin->usage();
  shown["usage"] = {{"cpu_ms", usage.cpu_us / 1000},
                    {"memory_bytes", usage.memory_bytes},
                    {"calls", usage.calls},
                    {"host_calls", usage.host_calls},
                    {"denied", operations_.denied(id)}};
  const auto previous = TRY(store_.previous(id));
  shown["versions"] = {{"current", plugin->row().version}, {"previous", nullptr}};
  if (previous) shown["versions"]["previous"] = previous->version;
  const auto change = TRY(changes_.last(id));
  shown["last_change"] = nullptr;
  if (change) shown["last_change"] = to_json(*change);
  shown["gaps"] = TRY(gaps_.count(id));
  shown["events_waiting"] = TRY(held_.waiting(reader_of(*plugin)));
  shown["log"] = plugin->log().last(RecentLog::kLinesMax);
  return shown;
}

Result<Json> InstalledPlugins::sandbox() {
  const bool refuse = parts_.missing_layers == runtime::SandboxPolicy::Missing::refuse;
  const auto report = TRY(runtime::probe_sandbox(parts_.runner));
  return Json{{"policy", refuse ? "refuse" : "warn"}, {"layers", layers_json(report)}};
}

}  // namespace kontor::host

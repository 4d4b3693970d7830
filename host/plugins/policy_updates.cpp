#include "base/core/log.hpp"
#include "host/plugins/installed_plugins.hpp"

// Updates by policy: what the company's signed policy lets the host do by itself. Each update
// is an ordinary one: verified, tried out beside the version that works, swapped or undone. A
// host that is killed meanwhile finds its plan and goes on.
namespace kontor::host {
namespace {

// What the vendor signed about the release that is installed.
std::string warning_of(const std::vector<marketplace::MarketPackage>& releases,
                       const std::string& version) {
  for (const auto& release : releases) {
    if (release.version != version) continue;
    const auto terms = marketplace::terms_of(release.custom);
    if (!terms.yanked.empty()) return "its vendor withdrew " + version + ": " + terms.yanked;
    if (!terms.deprecated.empty())
      return "its vendor gives " + version + " up: " + terms.deprecated +
             (terms.successor.empty() ? "" : "; its successor is " + terms.successor);
  }
  return "";
}

std::string both(const std::string& one, const std::string& other) {
  return one.empty() || other.empty() ? one + other : one + "; " + other;
}

bool needs_administrator(const Error& error) {
  const auto detail = parse_json(error.detail.empty() ? "{}" : error.detail);
  return detail && detail->value("code", "") == "permissions-not-accepted";
}

}  // namespace

Result<Json> InstalledPlugins::updates() {
  Json list = Json::array();
  for (const UpdatePlan& plan : TRY(update_plans_.all()))
    if (plugins_.find(plan.plugin)) list.push_back(to_json(plan));
  return list;
}

Result<Json> InstalledPlugins::check_updates(const Principal& actor) {
  TRY(require_right(actor, "plugins.manage"));
  if (parts_.market == nullptr)
    return Error{ErrorCode::unavailable,
                 "this host knows no market: give it --market and --market-root"};
  const std::lock_guard one(checking_);
  TRY(heed_kill_switch());
  for (const PluginHandle& plugin : plugins_.all()) {
    const Status looked = look_for_update(*plugin);
    if (!looked)
      log::warning("a plugin's update could not be looked for",
                   {{"plugin", plugin->id()}, {"reason", looked.error().message}});
  }
  const Status heeded = heed_kill_switch();
  if (!heeded)
    log::warning("the kill switch could not be read", {{"reason", heeded.error().message}});
  return updates();
}

Status InstalledPlugins::look_for_update(const PluginInstance& plugin) {
  const std::string& id = plugin.id();
  UpdatePlan plan{
      .plugin = id, .from_version = plugin.row().version, .checked_at_ms = parts_.clock.now_ms()};
  const InstallPolicy policy = TRY(gate_.policy().now());
  const bool by_hand =
      parts_.safe_mode || policy.updates_of(id).take == marketplace::UpdateStep::manual;
  const auto chosen =
      gate_.choose({.plugin = id, .installed = plan.from_version, .by_policy = !by_hand});
  const auto releases = parts_.market->packages(id);
  const std::string warning = releases ? warning_of(*releases, plan.from_version) : "";
  const auto before = TRY(update_plans_.find(id));
  // Told once, and shown with the plugin's update for as long as it holds.
  if (!warning.empty() && (!before || before->reason.find(warning) == std::string::npos))
    tell_managers(id, id + ": " + warning);
  if (!chosen) {
    const bool none = chosen.error().code == ErrorCode::conflict;
    plan.state = none ? "current" : "held";
    plan.reason = both(warning, none ? "" : chosen.error().message);
    return update_plans_.put(plan);
  }
  plan.to_version = chosen->package.version;
  plan.state = "available";
  plan.reason = warning;
  const bool again = before && before->to_version == plan.to_version && before->state != "done";
  if (again) plan.attempts = before->attempts;
  if (by_hand) return update_plans_.put(plan);
  return take_update(std::move(plan));
}

Status InstalledPlugins::take_update(UpdatePlan plan) {
  if (TRY(changes_.went_bad(plan.plugin, plan.to_version))) {
    plan.state = "held";
    plan.reason = "the host went back from it by itself; an administrator has to take it";
    return update_plans_.put(plan);
  }
  if (plan.attempts >= UpdatePlans::kAttemptsMax) {
    plan.state = "held";
    plan.reason =
        "it failed " + std::to_string(plan.attempts) + " times; an administrator has to take it";
    return update_plans_.put(plan);
  }
  plan.state = "begun";
  ++plan.attempts;
  TRY(update_plans_.put(plan));
  const auto done =
      update(Principal::system(), {.plugin_id = plan.plugin, .version = plan.to_version});
  plan.state = done ? "done" : needs_administrator(done.error()) ? "held" : "failed";
  plan.reason = done ? "" : done.error().message;
  if (done)
    tell_managers(plan.plugin, plan.plugin + " was updated by policy from " + plan.from_version +
                                   " to " + plan.to_version);
  return update_plans_.put(plan);
}

}  // namespace kontor::host

#include "base/core/log.hpp"
#include "host/plugins/installed_plugins.hpp"

// What follows from crashes, and what an administrator decides about them.
namespace kontor::host {

void InstalledPlugins::judge(const Crash& crash) {
  const PluginHandle plugin = plugins_.find(crash.plugin);
  if (!plugin) return;
  Crash whole = crash;
  whole.log = plugin->last_words();
  const auto verdict = crashes_.record(whole);
  if (!verdict)
    log::error("a crash of a plugin could not be kept",
               {{"plugin", crash.plugin}, {"reason", verdict.error().message}});
  if (!verdict || *verdict == CrashLog::Verdict::start_again)
    return keeper_.start_later(crash.plugin);
  quarantine(*plugin, whole);
  if (leave_bad_update(crash.plugin, crash.cause)) return;
  tell_managers(crash.plugin, crash.plugin + " crashed " + std::to_string(CrashLog::kCrashesMax) +
                                  " times in " + std::to_string(CrashLog::kWindowMs / 60'000) +
                                  " minutes and is in quarantine: " + crash.cause);
}

void InstalledPlugins::quarantine(PluginInstance& plugin, const Crash& crash) {
  {
    // Whoever started it since its last crash started it for nothing.
    const std::lock_guard lock(changing_);
    plugin.set_quarantined(true);
    plugin.stop();
  }
  log::error("plugin is in quarantine: it crashed too often",
             {{"plugin", crash.plugin}, {"version", crash.version}, {"cause", crash.cause}});
  const Status noted = audit(Principal::system(), "plugin.quarantine", crash.plugin,
                             {{"version", crash.version}, {"cause", crash.cause}});
  if (!noted)
    log::error("the audit log does not have a quarantine", {{"reason", noted.error().message}});
}

// The version an update brought so short a time before its quarantine that the update is to
// blame. What an administrator went back to, or installed first, has nothing to go back to.
std::optional<std::string> InstalledPlugins::newly_updated(const std::string& id) {
  const auto change = changes_.last_done(id);
  const auto crashes = crashes_.list(id);
  if (!change || !*change || !crashes || crashes->empty()) return std::nullopt;
  const bool soon = crashes->front().at_ms - (*change)->begun_at_ms <= kProbationMs;
  if ((*change)->kind != "update" || !soon) return std::nullopt;
  return (*change)->to_version;
}

// Goes back from an update that crashes. False: it stays in quarantine, as it does while
// nothing works, and the next start of the host tries again.
bool InstalledPlugins::leave_bad_update(const std::string& id, const std::string& cause) {
  const std::lock_guard lock(changing_);
  const PluginHandle plugin = plugins_.find(id);
  if (!plugin || !plugin->quarantined() || kills_.find(id)) return false;
  if (newly_updated(id) != plugin->row().version) return false;
  const std::string version = plugin->row().version;
  const std::string reason = version + " crashed " + std::to_string(CrashLog::kCrashesMax) +
                             " times soon after the update: " + cause;
  const auto back = go_back(Principal::system(), id, reason);
  if (!back) {
    log::error("a plugin could not go back to the version before its update",
               {{"plugin", id}, {"version", version}, {"reason", back.error().message}});
    return false;
  }
  const std::string goes_on = back->value("version", "");
  log::error("a plugin went back to the version before its update",
             {{"plugin", id}, {"version", goes_on}, {"reason", reason}});
  tell_managers(id, id + " went back to " + goes_on + ": " + reason);
  return true;
}

void InstalledPlugins::tell_managers(const std::string& plugin, const std::string& text) {
  const auto users = parts_.accounts.users();
  if (!users) return;
  for (const User& user : *users) {
    const auto principal = parts_.accounts.act_as(user.id);
    if (!principal || !require_right(*principal, "plugins.manage")) continue;
    parts_.notices.to_user(user.id, "notice",
                           {{"text", text}, {"kind", "warning"}, {"plugin", plugin}});
  }
}

Status InstalledPlugins::release(const Principal& actor, const std::string& id) {
  TRY(require_right(actor, "plugins.manage"));
  const std::lock_guard lock(changing_);
  const PluginHandle plugin = TRY(plugins_.require(id));
  if (!plugin->quarantined()) return Error{ErrorCode::conflict, id + " is not in quarantine"};
  if (const auto killed = kills_.find(id))
    return Error{
        ErrorCode::conflict,
        id + " was switched off by the market, which alone can let it run again: " + killed->reason,
        to_text({{"code", "killed"}, {"advisory", killed->advisory}})};
  TRY(crashes_.release(id, parts_.clock.now_ms()));
  TRY(audit(actor, "plugin.release", id, Json::object()));
  plugin->set_quarantined(false);
  return restart(*plugin);
}

Status InstalledPlugins::trust(const Principal& actor, const std::string& id,
                               runtime::PluginMode mode) {
  TRY(require_right(actor, "plugins.manage"));
  const std::lock_guard lock(changing_);
  const PluginHandle before = TRY(plugins_.require(id));
  const bool inside = mode == runtime::PluginMode::in_process;
  if (inside && before->manifest().limits.isolation != package::Isolation::in_process)
    return Error{ErrorCode::invalid_argument,
                 id + " does not ask to run in the host's process; it stays in the sandbox"};
  if (before->row().trusted_in_process == inside) return ok();
  PluginRow row = before->row();
  row.trusted_in_process = inside;
  row.enabled = before->enabled();
  row.settings = before->settings();
  row.quarantined_at_ms = before->quarantined() ? parts_.clock.now_ms() : 0;
  const PluginHandle after = TRY(make_instance(row));
  const bool running = before->running();
  if (running) {
    Status fit = try_out(after);
    if (!fit) {
      after->stop();
      return fit;
    }
  }
  TRY(store_.set_trusted_in_process(id, inside));
  TRY(audit(actor, "plugin.trust", id, {{"mode", inside ? "in_process" : "sandbox"}}));
  log::warning("where a plugin runs was changed",
               {{"plugin", id}, {"mode", inside ? "in_process" : "sandbox"}});
  hand_over(before, after);
  return ok();
}

}  // namespace kontor::host

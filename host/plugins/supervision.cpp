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
  plugin->set_quarantined(true);
  const std::string text = crash.plugin + " crashed " + std::to_string(CrashLog::kCrashesMax) +
                           " times in " + std::to_string(CrashLog::kWindowMs / 60'000) +
                           " minutes and is in quarantine: " + crash.cause;
  log::error("plugin is in quarantine: it crashed too often",
             {{"plugin", crash.plugin}, {"version", crash.version}, {"cause", crash.cause}});
  const Status noted = audit(Principal::system(), "plugin.quarantine", crash.plugin,
                             {{"version", crash.version}, {"cause", crash.cause}});
  if (!noted)
    log::error("the audit log does not have a quarantine", {{"reason", noted.error().message}});
  tell_managers(crash.plugin, text);
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
    const Status fit = try_out(after);
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

Result<Plugins::StoragePage> InstalledPlugins::export_storage(const Principal& actor,
                                                              const std::string& id,
                                                              const std::string& after) {
  constexpr std::size_t kPageBytes = std::size_t{4} << 20;
  constexpr int kEntriesAtOnce = 50;
  TRY(require_right(actor, "plugins.manage"));
  StoragePage page;
  page.next = after;
  while (page.lines.size() < kPageBytes) {
    const auto entries = TRY(storage_.list(id, "", page.next, kEntriesAtOnce));
    for (const auto& entry : entries)
      page.lines += to_text({{"name", entry.name}, {"value", entry.value}}) + "\n";
    const bool last = entries.size() < kEntriesAtOnce;
    page.next = last ? "" : entries.back().name;
    if (last) break;
  }
  TRY(audit(actor, "plugin.export", id, {{"after", after}}));
  return page;
}

}  // namespace kontor::host

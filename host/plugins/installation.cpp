#include "base/core/log.hpp"
#include "host/access/audit_log.hpp"
#include "host/plugins/installed_plugins.hpp"

// Installing, updating, going back and removing. A new version starts beside the old one; one
// transaction makes it the one that counts. What fails before leaves everything as it was,
// and so does a host that is killed: files no row speaks of go at the next start.
namespace kontor::host {
namespace {

// Kept from the version before: what is the company's and not the package's.
PluginRow with_history(PluginRow row, const PluginHandle& before) {
  if (!before) return row;
  row.enabled = before->enabled();
  row.settings = before->settings();
  row.trusted_in_process = before->row().trusted_in_process;
  return row;
}

}  // namespace

Status InstalledPlugins::refuse_in_safe_mode() const {
  if (!parts_.safe_mode) return ok();
  return Error{ErrorCode::conflict,
               "this host runs in safe mode, in which no plugin starts; start it again without "
               "--safe-mode",
               R"({"code":"safe-mode"})"};
}

Result<Json> InstalledPlugins::install(const Principal& actor, const InstallRequest& request) {
  TRY(require_right(actor, "plugins.manage"));
  TRY(refuse_in_safe_mode());
  if (request.license) TRY(company_seats_.install_document(*request.license));
  const std::lock_guard lock(changing_);
  return change_version(actor, {.actor = actor, .permissions_accepted = request.accept_permissions},
                        [&](const Installer::Expected& expected) {
                          return installer_.from_market(
                              {.plugin = request.plugin_id, .version = request.version}, expected);
                        });
}

Result<Json> InstalledPlugins::install_bundled(marketplace::MarketClient& bundle,
                                               const InstallRequest& request) {
  TRY(refuse_in_safe_mode());
  const InstallPolicy policy = TRY(gate_.policy().now());
  if (!policy.approving_roles.empty() || !policy.approving_users.empty())
    return Error{ErrorCode::forbidden,
                 "the company's install policy lets people decide about plugins; what came with "
                 "the host is not installed without them"};
  const std::lock_guard lock(changing_);
  const auto before = TRY(changes_.last_done(request.plugin_id));
  if (before || plugins_.find(request.plugin_id))
    return Error{ErrorCode::conflict, request.plugin_id + " is or was installed here",
                 R"({"code":"installed-before"})"};
  const Principal actor = Principal::system();
  return change_version(
      actor, {.actor = actor, .permissions_accepted = request.accept_permissions},
      [&](const Installer::Expected& expected) {
        return installer_.from_market(
            {.plugin = request.plugin_id, .version = request.version, .market = &bundle}, expected);
      });
}

Result<Json> InstalledPlugins::install_file(const Principal& actor,
                                            const std::filesystem::path& package,
                                            const std::vector<crypto::PublicKey>& vendor_keys) {
  TRY(require_right(actor, "plugins.manage"));
  TRY(refuse_in_safe_mode());
  const std::lock_guard lock(changing_);
  return change_version(actor, {.actor = actor, .permissions_accepted = true},
                        [&](const Installer::Expected& expected) {
                          return installer_.place(package, vendor_keys, expected);
                        });
}

Result<Json> InstalledPlugins::update(const Principal& actor, const InstallRequest& request) {
  TRY(require_right(actor, "plugins.manage"));
  TRY(refuse_in_safe_mode());
  if (request.license) TRY(company_seats_.install_document(*request.license));
  const std::lock_guard lock(changing_);
  const PluginHandle before = TRY(plugins_.require(request.plugin_id));
  const Json known = before->manifest().document.value("permissions", Json::object());
  return change_version(actor,
                        {.actor = actor,
                         .other_than = before->row().version,
                         .permissions_accepted = request.accept_permissions,
                         .permissions_known = known},
                        [&](const Installer::Expected& expected) {
                          return installer_.from_market({.plugin = request.plugin_id,
                                                         .version = request.version,
                                                         .installed = before->row().version},
                                                        expected);
                        });
}

// Writes the intention down before anything moves, and how it ended.
Result<Json> InstalledPlugins::change_version(const Principal& actor, Installer::Expected expected,
                                              const Bring& bring) {
  PluginChange change;
  expected.folders_taken = [this](const std::string& id) { return folders_of(id); };
  expected.intend = [this, &change](const package::Manifest& manifest) {
    const PluginHandle before = plugins_.find(manifest.id);
    change = {.plugin = manifest.id,
              .kind = before ? "update" : "install",
              .from_version = before ? before->row().version : "",
              .to_version = manifest.version,
              .begun_at_ms = parts_.clock.now_ms()};
    return changes_.begin(change);
  };
  const Result<PluginRow> row = bring(expected);
  Result<Json> done = row ? put_in_place(actor, *row, change) : Result<Json>(row.error());
  if (!done && !change.id.empty()) TRY(changes_.undone(change.id, done.error().message));
  if (!done && !heed_kill_switch_now()) log::warning("the kill switch could not be read");
  return done;
}

Result<Json> InstalledPlugins::rollback(const Principal& actor, const std::string& id) {
  TRY(require_right(actor, "plugins.manage"));
  const std::lock_guard lock(changing_);
  return go_back(actor, id, "");
}

Result<Json> InstalledPlugins::go_back(const Principal& actor, const std::string& id,
                                       const std::string& reason) {
  const PluginHandle before = TRY(plugins_.require(id));
  const auto previous = TRY(store_.previous(id));
  if (!previous)
    return Error{ErrorCode::not_found, "there is no version of " + id + " to go back to"};
  PluginChange change{.plugin = id,
                      .kind = "rollback",
                      .from_version = before->row().version,
                      .to_version = previous->version,
                      .begun_at_ms = parts_.clock.now_ms(),
                      .reason = reason};
  TRY(changes_.begin(change));
  Result<Json> done = put_in_place(actor, *previous, change);
  if (!done) TRY(changes_.undone(change.id, done.error().message));
  return done;
}

// The files are in place.
Result<Json> InstalledPlugins::put_in_place(const Principal& actor, const PluginRow& row,
                                            const PluginChange& change) {
  const PluginHandle before = plugins_.find(row.id);
  const PluginHandle after = TRY(make_instance(with_history(row, before)));
  Status fit = entities_.add(after->manifest());
  if (fit) fit = try_out(after);
  if (fit) fit = commit(actor, before, row, change);
  if (!fit) {
    after->stop();
    const Status undone = before ? entities_.settle(before->manifest()) : entities_.hide(row.id);
    if (!undone) parts_.definitions.withdraw(row.id);
    folders_.keep_only(row.id, folders_of(row.id));
    if (!before) return fit.error();
    log::error("a change of a plugin was undone; the version before goes on",
               {{"plugin", row.id},
                {"kind", change.kind},
                {"version", row.version},
                {"goes_on", before->row().version},
                {"reason", fit.error().message}});
    Error error = fit.error();
    error.message = row.id + " stays at " + before->row().version + ": " + error.message;
    return error;
  }
  hand_over(before, after);
  folders_.keep_only(row.id, folders_of(row.id));
  log::info("plugin installed",
            {{"plugin", row.id}, {"version", row.version}, {"kind", change.kind}});
  const Status heeded = heed_kill_switch_now();
  if (!heeded)
    log::warning("the kill switch could not be read", {{"reason", heeded.error().message}});
  return description(*after);
}

// Beside the version that works; nobody's calls reach it yet.
Status InstalledPlugins::try_out(const PluginHandle& after) {
  if (parts_.safe_mode)
    return ok();  // Only a way back gets here, and it is tried at the next start.
  TRY(after->start());
  const PluginInstance::Health health = after->check_health();
  if (health.well()) return ok();
  return Error{
      ErrorCode::conflict,
      after->id() + " " + after->row().version + " says that it is not well: " + health.detail,
      R"({"code":"unhealthy"})"};
}

Status InstalledPlugins::commit(const Principal& actor, const PluginHandle& before,
                                const PluginRow& row, const PluginChange& change) {
  const AuditLog log(parts_.clock);
  Json detail = {{"version", row.version}, {"package_sha256", row.package_sha256}};
  if (!change.reason.empty()) detail["reason"] = change.reason;
  const AuditEntry entry{"plugin." + change.kind, "plugin", row.id, std::move(detail)};
  return parts_.database.transaction([&](db::Session& session) -> Status {
    TRY(PluginStore::put(session, row));
    // The same package again is a repair, not a version to go back to.
    if (before && before->row().package_sha256 != row.package_sha256)
      TRY(PluginStore::put_previous(session, before->row()));
    TRY(ChangeLog::done(session, change.id));
    return log.append(session, {std::string(principal_kind_name(actor.kind)), actor.id}, {entry});
  });
}

// From here on calls and events go to the new one; the old one ends what it has in hand.
void InstalledPlugins::hand_over(const PluginHandle& before, const PluginHandle& after) {
  const Status settled = entities_.settle(after->manifest());
  if (!settled)
    log::error("what a plugin adds to the definitions was not replaced",
               {{"plugin", after->id()}, {"reason", settled.error().message}});
  if (!after->enabled() || !after->has_work()) after->stop();
  deliveries_.erase(after->id());
  begin(after);
  if (before) before->retire(after);
}

std::set<std::string> InstalledPlugins::folders_of(const std::string& id) {
  std::set<std::string> folders;
  if (const PluginHandle plugin = plugins_.find(id)) folders.insert(plugin->row().folder);
  const auto previous = store_.previous(id);
  if (previous && *previous) folders.insert((*previous)->folder);
  return folders;
}

}  // namespace kontor::host

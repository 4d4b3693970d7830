#include "host/plugins/installed_plugins.hpp"

// Plugins that one asks for and another approves.
namespace kontor::host {

Result<Json> InstalledPlugins::install_requests() {
  Json list = Json::array();
  for (const auto& request : TRY(gate_.requests().newest())) list.push_back(to_json(request));
  return list;
}

Status InstalledPlugins::require_approver(const Principal& actor) {
  TRY(require_right(actor, "plugins.manage"));
  if (TRY(gate_.may_approve(actor))) return ok();
  return Error{ErrorCode::forbidden,
               "the company's install policy lets others decide about plugins",
               R"({"code":"not-an-approver"})"};
}

// The very package that was asked for: the version again, and its hash once it is here.
Result<Json> InstalledPlugins::approve_install(const Principal& actor, const std::string& id) {
  TRY(require_approver(actor));
  const auto request = TRY(gate_.requests().find(id));
  if (request.state != "open")
    return Error{ErrorCode::conflict, "the request was " + request.state + " already"};
  const Plugins::InstallRequest wanted{
      .plugin_id = request.plugin, .version = request.version, .accept_permissions = true};
  const bool installed = plugins_.find(request.plugin) != nullptr;
  Json done = TRY(installed ? update(actor, wanted) : install(actor, wanted));
  TRY(gate_.requests().decide(id, "approved", actor.id));
  TRY(audit(actor, "plugin.approved", request.plugin, {{"request", id}}));
  return done;
}

Status InstalledPlugins::refuse_install(const Principal& actor, const std::string& id) {
  TRY(require_approver(actor));
  const auto request = TRY(gate_.requests().find(id));
  TRY(gate_.requests().decide(id, "refused", actor.id));
  return audit(actor, "plugin.request_refused", request.plugin, {{"request", id}});
}

}  // namespace kontor::host

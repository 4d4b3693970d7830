#include "base/core/bytes.hpp"
#include "host/plugins/installed_plugins.hpp"

// What a policy that does not hold yet would say of the plugins that are installed.
namespace kontor::host {
namespace {

// A policy as it is written, or inside its envelope; whoever signed it is judged when it is put.
Result<InstallPolicy> proposed_policy(const Json& document) {
  if (!document.contains("payload")) return InstallPolicy::parse(to_text(document));
  const std::string payload = TRY(json_text(document, "payload"));
  const std::string text = TRY(base64_decode(payload));
  return InstallPolicy::parse(text);
}

}  // namespace

Result<Json> InstalledPlugins::judge_installed(const Json& document) {
  const InstallPolicy policy = TRY(proposed_policy(document));
  Json installed = Json::array();
  for (const PluginHandle& plugin : plugins_.all()) {
    const PluginRow& row = plugin->row();
    const auto kept =
        TRY(gate_.evidence().kept(row.package_sha256, folders_.of(row.id, row.folder)));
    TrustGate::Release release;
    if (kept) {
      release.package.plugin_id = row.id;
      release.evidence = *kept;
      // It was kept because the market offered it.
      release.evidence.log_offered = !kept->log_keys.empty();
      release.evidence.review_offered = !kept->review_keys.empty();
    }
    const Candidate candidate =
        gate_.candidate(plugin->manifest(), row.package_sha256, kept ? &release : nullptr);
    installed.push_back(
        {{"plugin", row.id},
         {"version", row.version},
         {"refused", to_json(host::judge(policy, candidate, parts_.clock.now_ms()))}});
  }
  return Json{{"serial", policy.serial}, {"installed", std::move(installed)}};
}

}  // namespace kontor::host

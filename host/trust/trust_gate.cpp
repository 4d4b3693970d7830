#include "host/trust/trust_gate.hpp"

#include <algorithm>

#include "base/core/log.hpp"
#include "kontor/version.h"

namespace kontor::host {
namespace {

bool holds(const std::vector<std::string>& names, const std::string& name) {
  return std::ranges::find(names, name) != names.end();
}

std::string vendor_part(const std::string& plugin) { return plugin.substr(0, plugin.find('.')); }

bool approves(const InstallPolicy& policy, const User& user) {
  if (holds(policy.approving_users, user.email)) return true;
  return std::ranges::any_of(
      user.roles, [&](const std::string& role) { return holds(policy.approving_roles, role); });
}

}  // namespace

TrustGate::TrustGate(Parts parts)
    : parts_(std::move(parts)),
      policy_(parts_.database, parts_.clock, parts_.policy_keys),
      requests_(parts_.database, parts_.clock, parts_.ids),
      evidence_(parts_.database) {}

Candidate TrustGate::described(const marketplace::MarketPackage& package,
                               const marketplace::Evidence& evidence) const {
  const marketplace::SignedTerms terms = marketplace::terms_of(package.custom);
  Candidate candidate{.plugin = package.plugin_id,
                      .vendor = vendor_part(package.plugin_id),
                      .version = package.version,
                      .sha256 = package.sha256,
                      .channel = terms.channel,
                      .yanked = terms.yanked,
                      .log_offered = evidence.log_offered,
                      .in_log = evidence.logged_at_ms > 0,
                      .review_offered = evidence.review_offered,
                      .review = evidence.review};
  if (evidence.logged_at_ms > 0)
    candidate.released_at = evidence.logged_at_ms;
  else if (evidence.reviewed_at_ms > 0)
    candidate.released_at = evidence.reviewed_at_ms;
  add_killed(candidate);
  return candidate;
}

void TrustGate::add_killed(Candidate& candidate) const {
  if (parts_.market == nullptr) return;
  const auto killed = parts_.market->stored_killed();
  if (!killed) {
    candidate.killed = "its list of switched-off releases cannot be read";
    return;
  }
  const auto* entry = find_killed(*killed, candidate.plugin, candidate.version, candidate.sha256);
  if (entry == nullptr) return;
  candidate.killed = entry->reason.empty() ? "no reason given" : entry->reason;
  candidate.advisory = entry->advisory;
}

Candidate TrustGate::candidate(const package::Manifest& manifest, const std::string& package_sha256,
                               const Release* release) const {
  Candidate candidate;
  if (release != nullptr) candidate = described(release->package, release->evidence);
  candidate.plugin = manifest.id;
  candidate.vendor = vendor_part(manifest.id);
  candidate.version = manifest.version;
  candidate.sha256 = package_sha256;
  candidate.manifest = &manifest;
  if (release == nullptr) add_killed(candidate);
  return candidate;
}

Result<marketplace::MarketClient*> TrustGate::own_market() const {
  if (parts_.market != nullptr) return parts_.market;
  return Error{ErrorCode::unavailable,
               "this host knows no market: give it --market and --market-root"};
}

Result<TrustGate::Release> TrustGate::choose(const Wanted& wanted) {
  if (wanted.market == nullptr) return look_up(wanted, *TRY(own_market()));
  Release release = TRY(look_up(wanted, *wanted.market));
  // Its own off-line role counts, too; what the company's market says, admit() looks at.
  const auto killed = TRY(wanted.market->stored_killed());
  const auto* entry = find_killed(killed, release.package.plugin_id, release.package.version,
                                  release.package.sha256);
  if (entry == nullptr) return release;
  return Error{ErrorCode::untrusted, release.package.plugin_id + " " + release.package.version +
                                         " was switched off: " + entry->reason};
}

Result<TrustGate::Release> TrustGate::look_up(const Wanted& wanted,
                                              marketplace::MarketClient& market) {
  TRY(market.refresh());
  const auto all = TRY(market.packages(wanted.plugin));
  if (!wanted.version.empty()) {
    const auto named = std::ranges::find(all, wanted.version, &marketplace::MarketPackage::version);
    if (named == all.end())
      return Error{ErrorCode::not_found,
                   "\"" + wanted.plugin + "\" has no release " + wanted.version};
    auto evidence = TRY(market.evidence(*named));
    return Release{*named, std::move(evidence)};
  }
  const InstallPolicy policy = TRY(policy_.now());
  const InstallPolicy::Updates& rule = policy.updates_of(wanted.plugin);
  std::optional<Error> problem;
  marketplace::Evidence evidence;
  marketplace::ChoiceRules rules{.channel = rule.channel, .installed = wanted.installed};
  if (wanted.by_policy) rules.step = rule.take;
  if (rule.staged) rules.installation = parts_.installation;
  rules.sdk_version = KONTOR_SDK_VERSION;
  rules.refused = [&](const marketplace::MarketPackage& package) -> std::string {
    auto found = market.evidence(package);
    if (!found) {
      if (!problem) problem = found.error();
      return found.error().message;
    }
    evidence = std::move(*found);
    const Candidate seen = described(package, evidence);
    const auto refused = judge(policy, seen, parts_.clock.now_ms());
    if (refused.empty()) return "";
    if (!problem) problem = to_error(seen, refused);
    return refused.front().text;
  };
  auto choice = choose_release(all, rules);
  if (choice.package) return Release{std::move(*choice.package), std::move(evidence)};
  if (problem) return *problem;
  if (choice.passed_over.empty())
    return Error{ErrorCode::conflict,
                 wanted.plugin + " " + wanted.installed + " is installed already"};
  return Error{ErrorCode::conflict, "no release of " + wanted.plugin + " fits this host; " +
                                        choice.passed_over.front().version + ": " +
                                        choice.passed_over.front().why};
}

Result<Json> TrustGate::releases(const std::string& plugin) {
  constexpr std::size_t kShownMax = 20;
  marketplace::MarketClient& market = *TRY(own_market());
  TRY(market.refresh());
  const auto all = TRY(market.packages(plugin));
  const InstallPolicy policy = TRY(policy_.now());
  Json list = Json::array();
  for (const auto& package : all) {
    if (list.size() == kShownMax) break;
    const auto terms = marketplace::terms_of(package.custom);
    Json shown = {{"version", package.version},   {"channel", terms.channel},
                  {"yanked", terms.yanked},       {"deprecated", terms.deprecated},
                  {"successor", terms.successor}, {"rollout_percent", terms.rollout_percent},
                  {"age_hours", nullptr},         {"review", nullptr},
                  {"refused", Json::array()}};
    const auto evidence = market.evidence(package);
    if (!evidence) {
      shown["refused"] = Json::array({{{"rule", "evidence"},
                                       {"wanted", "verifies"},
                                       {"found", "does not"},
                                       {"text", evidence.error().message}}});
      list.push_back(std::move(shown));
      continue;
    }
    const Candidate seen = described(package, *evidence);
    if (seen.released_at)
      shown["age_hours"] =
          std::max<std::int64_t>(0, (parts_.clock.now_ms() - *seen.released_at) / 3'600'000);
    if (!seen.review.empty()) shown["review"] = seen.review;
    shown["refused"] = to_json(judge(policy, seen, parts_.clock.now_ms()));
    list.push_back(std::move(shown));
  }
  return list;
}

Result<bool> TrustGate::may_approve(const Principal& actor) {
  const InstallPolicy policy = TRY(policy_.now());
  if (policy.approving_roles.empty() && policy.approving_users.empty()) return true;
  // The host itself acts where the signed policy told it to.
  if (actor.kind == PrincipalKind::system) return true;
  const User user = TRY(parts_.accounts.user(actor.id));
  return approves(policy, user);
}

Status TrustGate::admit(const Principal& actor, const Candidate& candidate) {
  if (!parts_.judges) return ok();
  const InstallPolicy policy = TRY(policy_.now());
  const auto refused = judge(policy, candidate, parts_.clock.now_ms());
  if (!refused.empty()) {
    TRY(audit(actor, "plugin.refused", candidate, {{"refused", to_json(refused)}}));
    return to_error(candidate, refused);
  }
  const bool approved = TRY(may_approve(actor));
  return approved ? ok() : ask_for_approval(actor, candidate);
}

Status TrustGate::ask_for_approval(const Principal& actor, const Candidate& candidate) {
  const auto request =
      TRY(requests_.ask(candidate.plugin, candidate.version, candidate.sha256, actor.id));
  TRY(audit(actor, "plugin.requested", candidate, {{"request", request.id}}));
  const auto policy = policy_.now();
  if (policy)
    tell_approvers(*policy, actor.name + " asks for " + candidate.plugin + " " + candidate.version);
  return Error{ErrorCode::forbidden,
               "the company's install policy lets others decide about plugins; your request for " +
                   candidate.plugin + " " + candidate.version + " waits for them",
               to_text({{"code", "approval-required"}, {"request", request.id}})};
}

void TrustGate::tell_approvers(const InstallPolicy& policy, const std::string& text) {
  const auto users = parts_.accounts.users();
  if (!users) return;
  for (const User& user : *users)
    if (approves(policy, user))
      parts_.notices.to_user(user.id, "notice", {{"text", text}, {"kind", "install-request"}});
}

Status TrustGate::may_load(const std::string& plugin, const std::string& version,
                           const std::string& package_sha256, const std::filesystem::path& folder) {
  // A list that cannot be read stops installing, and nothing that is installed.
  if (parts_.market != nullptr) {
    const auto list = parts_.market->stored_killed();
    const auto* killed =
        list ? marketplace::find_killed(*list, plugin, version, package_sha256) : nullptr;
    if (killed != nullptr)
      return Error{
          ErrorCode::untrusted,
          plugin + " " + version + " is not loaded; the market switched it off: " + killed->reason,
          to_text({{"code", "killed"}, {"advisory", killed->advisory}})};
  }
  const auto kept = TRY(evidence_.kept(package_sha256, folder));
  if (!kept) return ok();
  const Status verified = verify_kept(*kept, plugin, version, package_sha256);
  if (verified) return ok();
  return Error{ErrorCode::untrusted,
               plugin + " " + version + " is not loaded; what stood behind it does not verify: " +
                   verified.error().message,
               verified.error().detail};
}

Status TrustGate::audit(const Principal& actor, const std::string& action,
                        const Candidate& candidate, Json detail) {
  detail["version"] = candidate.version;
  detail["package_sha256"] = candidate.sha256;
  const AuditLog log(parts_.clock);
  const AuditEntry entry{action, "plugin", candidate.plugin, std::move(detail)};
  return parts_.database.transaction(
      [&](db::Session& session) { return log.append(session, audit_actor(actor), {entry}); });
}

}  // namespace kontor::host

#include "marketplace/repository/acceptance.hpp"

#include <algorithm>

#include "base/tuf/limits.hpp"
#include "base/tuf/trusted_set.hpp"
#include "marketplace/core/target_path.hpp"
#include "marketplace/repository/license_key_list.hpp"

namespace kontor::marketplace {
namespace {

using Submission = PublishedState::Submission;

Error wrong_version(const std::string& role, std::int64_t found, std::int64_t expected) {
  return {ErrorCode::conflict,
          role + " version " + std::to_string(found) + " cannot follow; version " +
              std::to_string(expected) + " can",
          to_text({{"code", "wrong-version"}, {"expected", expected}})};
}

int rank(const std::string& role) {
  if (role == "root") return 0;
  if (role == "targets") return 1;
  if (is_shard(role)) return 2;
  return is_bin(role) ? 4 : 3;  // A vendor's role before the bins it delegates to.
}

Status judge_root(const Standing& standing, const std::string& bytes, Delegators& after) {
  const std::string present = TRY(standing.state.read("root"));
  auto trusted = tuf::TrustedSet::start(present, standing.now);
  if (!trusted) return tuf::to_error(trusted.error());
  const auto next = trusted->update_root(bytes);
  if (!next && (next.error().fault == tuf::Fault::wrong_version ||
                next.error().fault == tuf::Fault::version_rolled_back))
    return Error{
        ErrorCode::conflict, tuf::to_error(next.error()).message,
        to_text({{"code", "wrong-version"}, {"expected", standing.state.version("root") + 1}})};
  if (!next) return tuf::to_error(next.error());
  if (const auto expiry = trusted->check_root_expiry(); !expiry)
    return tuf::to_error(expiry.error());
  // A root that gives snapshot or timestamp to keys this market lacks would stop every client.
  if (!standing.keys.would_serve(trusted->root()))
    return Error{ErrorCode::conflict,
                 "the root names other online keys than this market holds, present or next"};
  after.replace_root(trusted->root());
  return ok();
}

// A vendor may spread its releases over bins of its own and delegate to nobody else.
Status check_delegations(const std::string& role, const tuf::Targets& targets) {
  const bool is_vendor = rank(role) == 3;
  if (rank(role) > 2 && (!targets.delegations.empty() || (targets.bins && !is_vendor)))
    return Error{ErrorCode::forbidden, role + " may not delegate further"};
  if (!targets.bins || !is_vendor) return ok();
  if (targets.bins->name_prefix != bins_prefix(vendor_of_role(role)) ||
      targets.bins->bit_length > tuf::kListedBinBitsMax)
    return Error{ErrorCode::forbidden, role + " may delegate to at most 32 bins named " +
                                           bins_prefix(vendor_of_role(role)) + "-…"};
  if (!targets.targets.empty())
    return Error{ErrorCode::forbidden, role + " has bins; its releases belong into them"};
  return ok();
}

Status check_content(const Standing& standing, const std::string& role, const tuf::Targets& targets,
                     const Delegators::Signers& signers) {
  TRY(check_delegations(role, targets));
  const tuf::Delegation* delegation = signers.delegation;
  for (const auto& [path, file] : targets.targets) {
    if (signers.bins && signers.bins->role_of(path) != role)
      return Error{ErrorCode::forbidden, "\"" + path + "\" belongs into another bin than " + role};
    if (delegation && !delegation->covers(path))
      return Error{ErrorCode::forbidden, role + " may not speak for \"" + path + "\""};
    const auto sha256 = file.hashes.find("sha256");
    if (sha256 == file.hashes.end() || !standing.targets.holds(path, sha256->second, file.length))
      return Error{ErrorCode::conflict,
                   "the market holds no approved file for \"" + path + "\" with that hash",
                   to_text({{"code", "target-not-stored"}, {"path", path}})};
  }
  return ok();
}

// A list without a key of this market would make every licence it signs worthless.
Status check_license_keys(const Standing& standing, const tuf::Targets& targets) {
  const auto listed = TRY(listed_license_keys(targets, standing.targets));
  if (!targets.targets.contains(kLicenseKeysPath) || standing.keys.would_sign(listed)) return ok();
  return Error{ErrorCode::conflict,
               "market/license-keys.json lists no key this market holds; keep the present one "
               "listed, or put the new one beside it as keys/license.next.key first",
               R"({"code":"license-key-not-held"})"};
}

Status judge_targets(const Standing& standing, const Submission& submission, Delegators& after) {
  const std::string& role = submission.role;
  const Delegators::Signers signers = TRY(after.signers(role));
  const auto document =
      tuf::parse_document(submission.bytes, "targets", role, tuf::kTargetsBytesMax);
  if (!document) return tuf::to_error(document.error());
  const auto trusted = tuf::check_threshold(*document, *signers.keys, *signers.role, role);
  if (!trusted) return tuf::to_error(trusted.error());
  auto targets = tuf::parse_targets(document->body, role);
  if (!targets) return tuf::to_error(targets.error());
  const std::int64_t expected = standing.state.version(role) + 1;
  if (targets->header.version != expected)
    return wrong_version(role, targets->header.version, expected);
  if (targets->header.expires <= standing.now)
    return Error{ErrorCode::untrusted,
                 role + ": expired at " + to_rfc3339(targets->header.expires)};
  TRY(check_content(standing, role, *targets, signers));
  if (role == "targets") TRY(check_license_keys(standing, *targets));
  after.replace(role, std::move(targets).value());
  return ok();
}

Error would_orphan(const std::string& message) {
  return {ErrorCode::conflict, message, R"({"code":"would-orphan"})"};
}

// A role that stays as it is must be signed by the keys it is now delegated to.
Status check_remaining(const Standing& standing, const std::string& role,
                       const Accepted& accepted) {
  if (std::ranges::find(accepted.fresh, role, &Submission::role) != accepted.fresh.end())
    return ok();
  const auto bytes = standing.state.read(role);
  if (!bytes)
    return would_orphan(role + " would be delegated to and was never published; send it too");
  const Delegators::Signers signers = TRY(accepted.after.signers(role));
  const auto document = tuf::parse_document(*bytes, "targets", role, tuf::kTargetsBytesMax);
  if (!document) return broken_repository(document.error());
  if (tuf::check_threshold(*document, *signers.keys, *signers.role, role)) return ok();
  return would_orphan("the present " + role +
                      " is not signed by its new keys; send its next version in the same step");
}

// Vendors whose own role is among what was sent.
std::vector<std::string> set_vendors(const Accepted& accepted) {
  std::vector<std::string> roles;
  for (const Submission& one : accepted.fresh)
    if (rank(one.role) == 3) roles.push_back(one.role);
  return roles;
}

}  // namespace

Result<Accepted> judge(const Standing& standing, std::vector<Submission> set) {
  std::ranges::stable_sort(set, {}, [](const Submission& one) { return rank(one.role); });
  Accepted accepted{.fresh = {}, .after = standing.delegators};
  bool off_line = false;
  for (Submission& submission : set) {
    const std::string& role = submission.role;
    if (const auto published = standing.state.read(role);
        published && *published == submission.bytes)
      continue;
    if (tuf::is_top_level(role) && rank(role) > 1)
      return Error{ErrorCode::forbidden, "only this market signs " + role};
    if (std::ranges::find(accepted.fresh, role, &Submission::role) != accepted.fresh.end())
      return Error{ErrorCode::invalid_argument, role + " is sent twice"};
    if (role == "root")
      TRY(judge_root(standing, submission.bytes, accepted.after));
    else
      TRY(judge_targets(standing, submission, accepted.after));
    off_line = off_line || rank(role) < 3;
    accepted.fresh.push_back(std::move(submission));
  }
  // A host that lists a plugin's versions reads all bins: each has to be there.
  for (const std::string& bin : accepted.after.bins_of(set_vendors(accepted)))
    TRY(check_remaining(standing, bin, accepted));
  if (!off_line) return accepted;
  TRY(check_remaining(standing, "targets", accepted));
  for (const std::string& shard : accepted.after.shards())
    TRY(check_remaining(standing, shard, accepted));
  return accepted;
}

}  // namespace kontor::marketplace

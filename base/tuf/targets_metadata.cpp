#include <algorithm>
#include <set>

#include "base/crypto/hash.hpp"
#include "base/tuf/limits.hpp"
#include "base/tuf/metadata_parts.hpp"

namespace kontor::tuf {
namespace {

Verdict<std::vector<std::string>> texts(const Json& object, const char* name,
                                        const std::string& role) {
  std::vector<std::string> list;
  const auto found = object.find(name);
  if (found == object.end()) return list;
  if (!found->is_array()) return malformed(role, "\"" + std::string(name) + "\" must be a list");
  for (const Json& text : *found) {
    if (!text.is_string()) return malformed(role, "\"" + std::string(name) + "\" holds texts only");
    list.push_back(text.get<std::string>());
  }
  return list;
}

Verdict<Delegation> parse_delegation(const Json& object, const std::string& role) {
  Delegation delegation;
  delegation.role = TRY(sound(json_text(object, "name"), role));
  if (delegation.role.empty() || is_top_level(delegation.role) ||
      encode_role(delegation.role).size() > kRoleNameBytesMax)
    return malformed(role, "delegates to a role named \"" + delegation.role + "\"");
  delegation.signers = TRY(parse_role_keys(object, role));
  const auto terminating = object.find("terminating");
  if (terminating == object.end() || !terminating->is_boolean())
    return malformed(role, "\"terminating\" must be true or false");
  delegation.terminating = terminating->get<bool>();
  if (object.contains("paths") == object.contains("path_hash_prefixes"))
    return malformed(role, "a delegation has either \"paths\" or \"path_hash_prefixes\"");
  delegation.paths = TRY(texts(object, "paths", role));
  delegation.path_hash_prefixes = TRY(texts(object, "path_hash_prefixes", role));
  return delegation;
}

Verdict<> parse_delegations(const Json& object, const std::string& role, Targets& targets) {
  if (!object.is_object()) return malformed(role, "\"delegations\" must be an object");
  const auto keys = object.find("keys");
  const auto roles = object.find("roles");
  const auto bins = object.find("succinct_roles");
  if (keys == object.end() || (roles == object.end()) == (bins == object.end()))
    return malformed(role, "\"delegations\" needs \"keys\" and \"roles\" or \"succinct_roles\"");
  targets.keys = TRY(parse_keys(*keys, role));
  if (bins != object.end()) {
    targets.bins = TRY(parse_bins(*bins, role));
    return accepted();
  }
  if (!roles->is_array()) return malformed(role, "\"roles\" must be a list");
  std::set<std::string> names;
  for (const Json& entry : *roles) {
    Delegation delegation = TRY(parse_delegation(entry, role));
    if (!names.insert(delegation.role).second)
      return malformed(role, "delegates to \"" + delegation.role + "\" twice");
    targets.delegations.push_back(std::move(delegation));
  }
  return accepted();
}

Verdict<TargetFile> parse_target(const Json& object, const std::string& role) {
  TargetFile target;
  target.length = TRY(sound(json_integer(object, "length"), role));
  if (target.length < 0) return malformed(role, "a target's length must not be negative");
  target.hashes = TRY(parse_hashes(object, role));
  if (object.contains("custom")) target.custom = object.at("custom");
  return target;
}

}  // namespace

Verdict<Targets> parse_targets(const Json& body, const std::string& role) {
  Targets targets;
  targets.header = TRY(parse_header(body, role));
  const auto list = body.find("targets");
  if (list == body.end() || !list->is_object())
    return malformed(role, "\"targets\" must be an object");
  for (const auto& [path, object] : list->items())
    targets.targets[path] = TRY(parse_target(object, role));
  const auto delegations = body.find("delegations");
  if (delegations != body.end()) TRY(parse_delegations(*delegations, role, targets));
  return targets;
}

const RoleKeys* Targets::signers_of(std::string_view role) const {
  if (bins && bins->holds(role)) return &bins->signers;
  const auto found = std::ranges::find(delegations, role, &Delegation::role);
  return found == delegations.end() ? nullptr : &found->signers;
}

std::vector<Targets::Child> Targets::children_for(std::string_view target_path) const {
  if (bins) return {{bins->role_of(target_path), /*terminating=*/true}};
  std::vector<Child> children;
  for (const Delegation& delegation : delegations) {
    if (!delegation.covers(target_path)) continue;
    children.push_back({delegation.role, delegation.terminating});
    if (delegation.terminating) break;
  }
  return children;
}

bool Delegation::covers(std::string_view target_path) const {
  if (std::ranges::any_of(
          paths, [&](const std::string& pattern) { return path_matches(pattern, target_path); }))
    return true;
  if (path_hash_prefixes.empty()) return false;
  const std::string digest = crypto::sha256_hex(target_path);
  return std::ranges::any_of(path_hash_prefixes,
                             [&](const std::string& prefix) { return digest.starts_with(prefix); });
}

}  // namespace kontor::tuf

#include "marketplace/app/role_targets.hpp"

#include "base/tuf/limits.hpp"
#include "base/tuf/metadata.hpp"
#include "marketplace/core/target_path.hpp"

namespace kontor::marketplace {
namespace {

constexpr std::size_t kRoleTextMax = std::size_t{4} << 20;

Result<RoleTarget> target_of(const std::string& path, const Json& entry) {
  static const auto kSha256 = Json::json_pointer("/hashes/sha256");
  if (!entry.is_object() || !entry.contains(kSha256) || !entry[kSha256].is_string() ||
      !entry.contains("length") || !entry["length"].is_number_integer())
    return Error{ErrorCode::invalid_argument,
                 "target '" + path + "' has no length or no sha256 hash"};
  RoleTarget target{.sha256 = entry[kSha256].get<std::string>(),
                    .length = entry["length"].get<std::int64_t>(),
                    .custom = entry.contains("custom") ? entry["custom"] : Json::object()};
  target.terms = TRY(parse_release_terms(target.custom));
  return target;
}

Json release_entry(const std::string& vendor, const std::string& path, const NamedRelease& named,
                   const RoleTarget& target) {
  return {{"type", "release"},        {"vendor", vendor}, {"plugin", named.plugin},
          {"version", named.version}, {"target", path},   {"sha256", target.sha256},
          {"length", target.length}};
}

Json deprecation_entry(const NamedRelease& named, const ReleaseTerms& terms) {
  Json entry{{"type", "deprecate"},
             {"plugin", named.plugin},
             {"version", named.version},
             {"reason", terms.deprecation_reason}};
  if (!terms.successor.empty()) entry["successor"] = terms.successor;
  return entry;
}

}  // namespace

Result<RoleTargets> targets_of(const std::string& signed_role) {
  const Json role = TRY(parse_json(signed_role, {.bytes_max = kRoleTextMax}));
  const Json* targets = nullptr;
  if (role.is_object() && role.contains("signed") && role["signed"].is_object() &&
      role["signed"].contains("targets") && role["signed"]["targets"].is_object())
    targets = &role["signed"]["targets"];
  if (!targets)
    return Error{ErrorCode::invalid_argument, "the role is no TUF metadata with signed.targets"};
  RoleTargets parsed;
  for (const auto& [path, entry] : targets->items()) parsed[path] = TRY(target_of(path, entry));
  return parsed;
}

Result<std::vector<std::string>> bins_of_role(const std::string& signed_role) {
  const std::string name = "the vendor's role";
  const auto document = tuf::parse_document(signed_role, "targets", name, kRoleTextMax);
  if (!document) return tuf::to_error(document.error());
  const auto targets = tuf::parse_targets(document->body, name);
  if (!targets) return tuf::to_error(targets.error());
  if (!targets->bins || targets->bins->bit_length > tuf::kListedBinBitsMax)
    return std::vector<std::string>();
  return targets->bins->roles();
}

Result<NamedRelease> release_of_path(const std::string& path) {
  const std::size_t first = path.find('/');
  const std::size_t second = first == std::string::npos ? first : path.find('/', first + 1);
  if (second == std::string::npos || !path.ends_with(kPackageSuffix) ||
      path.find('/', second + 1) != std::string::npos)
    return Error{ErrorCode::invalid_argument, "'" + path + "' is no path of a package"};
  NamedRelease named{.plugin = path.substr(first + 1, second - first - 1),
                     .version = path.substr(second + 1)};
  named.version.resize(named.version.size() - std::string_view(kPackageSuffix).size());
  if (package_folder(named.plugin) + named.version + kPackageSuffix != path)
    return Error{ErrorCode::invalid_argument, "'" + path + "' is no path of a package"};
  return named;
}

Result<std::vector<Json>> entries_between(const std::string& vendor, const RoleTargets& before,
                                          const RoleTargets& after) {
  std::vector<Json> entries;
  for (const auto& [path, target] : after) {
    const auto known = before.find(path);
    const ReleaseTerms terms = known == before.end() ? ReleaseTerms() : known->second.terms;
    const bool yanked = target.terms.yanked && !terms.yanked;
    const bool deprecated = target.terms.deprecated && !terms.deprecated;
    if (known != before.end() && !yanked && !deprecated) continue;
    const NamedRelease named = TRY(release_of_path(path));
    if (known == before.end()) entries.push_back(release_entry(vendor, path, named, target));
    if (yanked)
      entries.push_back({{"type", "yank"},
                         {"plugin", named.plugin},
                         {"version", named.version},
                         {"reason", target.terms.yank_reason}});
    if (deprecated) entries.push_back(deprecation_entry(named, target.terms));
  }
  return entries;
}

}  // namespace kontor::marketplace

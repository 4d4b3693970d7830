#include "marketplace/cli/vendor/release_verbs.hpp"

#include <functional>

#include "base/core/clock.hpp"
#include "marketplace/cli/desk/published_role.hpp"
#include "marketplace/cli/desk/vendor_roles.hpp"
#include "marketplace/core/target_path.hpp"
#include "marketplace/repository/offline_documents.hpp"
#include "marketplace/repository/roles.hpp"
#include "marketplace/repository/signing.hpp"

namespace kontor::marketplace {
namespace {

constexpr std::int64_t kRoleLifeMs = 180 * kDayMs;
constexpr int kAttempts = 3;  // Another terminal of the vendor may publish at the same time.

using Change = std::function<void(Json& custom)>;

bool is_meant(const std::string& path, const std::string& release) {
  const std::size_t at = release.find('@');
  const std::string plugin = release.substr(0, at);
  if (at == std::string::npos) return path.starts_with(package_folder(plugin));
  return path == package_path(plugin, release.substr(at + 1));
}

Result<std::vector<crypto::SigningKey>> load_keys(const ReleaseWish& wish) {
  std::vector<crypto::SigningKey> keys;
  keys.reserve(wish.keys.size());
  for (const auto& file : wish.keys) keys.push_back(TRY(crypto::SigningKey::load(file)));
  if (keys.empty()) return Error{ErrorCode::invalid_argument, "--key names your private key"};
  return keys;
}

// The role's next version, with `change` made to the custom of what is meant; null if the role
// names nothing of it.
Result<Json> next_body(const std::string& role, const std::string& release, const Change& change) {
  Json body = TRY(renewed(role, SystemClock().now_ms() + kRoleLifeMs));
  bool found = !change;
  for (auto& [path, entry] : body["targets"].items()) {
    if (!change || !is_meant(path, release)) continue;
    if (!entry.contains("custom")) entry["custom"] = Json::object();
    change(entry["custom"]);
    found = true;
  }
  return found ? body : Json(nullptr);
}

// The next versions of all roles that the change is about; all there are without a change.
Result<SignedRoles> next_roles(Desk& desk, const VendorRoles& roles, const ReleaseWish& wish,
                               const Change& change, const std::vector<crypto::SigningKey>& keys) {
  SignedRoles set;
  std::vector<std::string> names = roles.holders();
  if (!change && roles.bins) names.push_back(vendor_role(roles.vendor));
  set.reserve(names.size());
  for (const std::string& name : names) {
    const std::string present = TRY(present_role(desk, roles, name));
    const Json body = TRY(next_body(present, wish.release, change));
    if (body.is_null()) continue;
    std::string text = TRY(sign_metadata(body, keys));
    set.emplace_back(name, std::move(text));
  }
  if (set.empty())
    return Error{ErrorCode::not_found, "your role names no release \"" + wish.release + "\""};
  return set;
}

Result<Json> publish_change(const ReleaseWish& wish, const Change& change) {
  const auto keys = TRY(load_keys(wish));
  auto desk = TRY(Desk::open(wish.address));
  for (int attempt = 1;; ++attempt) {
    const VendorRoles roles = TRY(vendor_roles(desk, wish.vendor));
    if (roles.own.empty())
      return Error{ErrorCode::not_found, "vendor '" + wish.vendor + "' has released nothing yet"};
    TRY(signed_by(roles.own, keys.front().public_key()));
    const SignedRoles next = TRY(next_roles(desk, roles, wish, change, keys));
    auto answer = put_roles(desk, wish.vendor, next);
    if (answer || attempt == kAttempts ||
        answer.error().detail.find("wrong-version") == std::string::npos)
      return answer;
  }
}

Change set_or_erase(const ReleaseWish& wish, const char* member, const Json& value) {
  return [undo = wish.undo, member, value](Json& custom) {
    if (undo)
      custom.erase(member);
    else
      custom[member] = value;
  };
}

}  // namespace

Result<Json> yank(const ReleaseWish& wish) {
  return publish_change(wish, set_or_erase(wish, "yanked", {{"reason", wish.reason}}));
}

Result<Json> deprecate(const ReleaseWish& wish) {
  Json said{{"reason", wish.reason}};
  if (!wish.successor.empty()) said["successor"] = wish.successor;
  return publish_change(wish, set_or_erase(wish, "deprecated", said));
}

Result<Json> roll_out(const ReleaseWish& wish) {
  return publish_change(wish, set_or_erase(wish, "rollout", {{"percent", wish.percent}}));
}

Result<Json> set_channel(const ReleaseWish& wish) {
  return publish_change(wish, set_or_erase(wish, "channel", wish.channel));
}

Result<Json> renew_role(const ReleaseWish& wish) { return publish_change(wish, {}); }

}  // namespace kontor::marketplace

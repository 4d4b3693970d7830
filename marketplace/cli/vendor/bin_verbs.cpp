#include "marketplace/cli/vendor/bin_verbs.hpp"

#include <map>

#include "base/core/clock.hpp"
#include "marketplace/cli/desk/published_role.hpp"
#include "marketplace/cli/desk/vendor_roles.hpp"
#include "marketplace/core/target_path.hpp"
#include "marketplace/repository/offline_documents.hpp"
#include "marketplace/repository/roles.hpp"
#include "marketplace/repository/signing.hpp"

namespace kontor::marketplace {
namespace {

constexpr std::int64_t kBinLifeMs = 180 * kDayMs;

// All that the vendor releases now, by target path.
Result<Json> all_targets(Desk& desk, const VendorRoles& roles) {
  Json all = Json::object();
  for (const std::string& role : roles.holders()) {
    const std::string text = TRY(present_role(desk, roles, role));
    const Json body = TRY(signed_part(text));
    for (const auto& [path, entry] : body["targets"].items()) all[path] = entry;
  }
  return all;
}

// The role's next version, without targets and delegations.
Result<Json> next_empty(const std::string& present, TimeMs expires) {
  Json body = tuf_body("targets", 1, expires);
  if (!present.empty()) body = TRY(renewed(present, expires));
  body["targets"] = Json::object();
  body.erase("delegations");
  return body;
}

Result<Json> delegation_to_bins(const tuf::HashBins& bins,
                                const std::vector<crypto::SigningKey>& keys) {
  Json table = Json::object(), ids = Json::array();
  for (const crypto::SigningKey& key : keys) {
    const std::string id = TRY(tuf_key_id(key.public_key()));
    table[id] = tuf_key(key.public_key());
    ids.push_back(id);
  }
  return Json{{"keys", std::move(table)},
              {"succinct_roles",
               {{"keyids", std::move(ids)},
                {"threshold", keys.size()},
                {"bit_length", bins.bit_length},
                {"name_prefix", bins.name_prefix}}}};
}

}  // namespace

Result<Json> spread_over_bins(const BinsWish& wish) {
  std::vector<crypto::SigningKey> keys;
  keys.reserve(wish.keys.size());
  for (const auto& file : wish.keys) keys.push_back(TRY(crypto::SigningKey::load(file)));
  auto desk = TRY(Desk::open(wish.address));
  const VendorRoles now = TRY(vendor_roles(desk, wish.vendor));
  if (now.own.empty())
    return Error{ErrorCode::not_found, "vendor '" + wish.vendor + "' has released nothing yet"};
  TRY(signed_by(now.own, keys.front().public_key()));
  VendorRoles next;
  next.vendor = wish.vendor;
  next.own = now.own;
  if (wish.bits > 0) {
    tuf::HashBins& bins = next.bins.emplace();
    bins.bit_length = wish.bits;
    bins.name_prefix = bins_prefix(wish.vendor);
  }
  const TimeMs expires = SystemClock().now_ms() + kBinLifeMs;
  const std::string own = vendor_role(wish.vendor);
  std::map<std::string, Json> bodies;
  bodies[own] = TRY(next_empty(now.own, expires));
  if (next.bins) bodies[own]["delegations"] = TRY(delegation_to_bins(*next.bins, keys));
  for (const std::string& role : next.holders()) {
    if (role == own) continue;
    const std::string present = TRY(published_role(desk, role));
    bodies[role] = TRY(next_empty(present, expires));
  }
  const Json targets = TRY(all_targets(desk, now));
  for (const auto& [path, entry] : targets.items())
    bodies[next.role_of(path)]["targets"][path] = entry;
  SignedRoles set;
  set.reserve(bodies.size());
  for (const auto& [role, body] : bodies) {
    std::string text = TRY(sign_metadata(body, keys));
    set.emplace_back(role, std::move(text));
  }
  TRY(put_roles(desk, wish.vendor, set));
  return Json{{"vendor", wish.vendor},
              {"bins", next.bins ? next.holders().size() : 0},
              {"releases", targets.size()}};
}

}  // namespace kontor::marketplace

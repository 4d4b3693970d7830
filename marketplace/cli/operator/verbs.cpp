#include "marketplace/cli/operator/verbs.hpp"

#include "marketplace/cli/desk/published_role.hpp"
#include "marketplace/cli/operator/offline_verbs.hpp"
#include "marketplace/core/vendor.hpp"
#include "marketplace/repository/signing.hpp"

namespace kontor::marketplace {
namespace {

constexpr std::int64_t kShardLifeMs = std::int64_t{365} * 24 * 60 * 60 * 1000;

// The vendor's keys, once its own proof shows that it holds them.
Result<std::vector<crypto::PublicKey>> proven_keys(const Json& vendor, const std::string& name) {
  VendorRegistration registration;
  registration.name = TRY(json_text(vendor, "vendor"));
  registration.display_name = TRY(json_text(vendor, "display_name"));
  registration.contact = TRY(json_text(vendor, "contact"));
  if (registration.name != name || !vendor.contains("public_keys") || !vendor.contains("proof"))
    return Error{ErrorCode::untrusted, "the market answered with another vendor"};
  for (const Json& key : vendor["public_keys"])
    registration.public_keys.push_back(key.is_string() ? key.get<std::string>() : "");
  TRY(check_possession(registration, vendor["proof"]));
  return parse_vendor_keys(registration.public_keys);
}

}  // namespace

Result<Json> approve_vendor(const OperatorWish& wish) {
  auto desk = TRY(Desk::open(wish.address));
  const std::string name = TRY(shard_of(desk, wish.subject));
  const auto key = TRY(crypto::SigningKey::load(wish.keys / (name + ".key")));
  const std::string address = "/vendors/" + http::percent_encode(wish.subject);
  const Json vendor = TRY(desk.call("GET", address));
  const auto keys = TRY(proven_keys(vendor, wish.subject));
  const std::string shard = TRY(published_role(desk, name));
  TRY(signed_by(shard, key.public_key()));
  const std::string next = TRY(shard_with_vendor(shard, wish.subject, keys, /*threshold=*/1, key,
                                                 SystemClock().now_ms() + kShardLifeMs));
  Json answer = TRY(desk.put("POST", address + "/approve?shard=" + name, next, "application/json"));
  answer.erase("proof");
  return answer;
}

Result<Json> list_vendors(const OperatorWish& wish) {
  auto desk = TRY(Desk::open(wish.address));
  return desk.call("GET", wish.state.empty()
                              ? "/vendors"
                              : "/vendors?state=" + http::percent_encode(wish.state));
}

Result<Json> pay(const OperatorWish& wish) {
  auto desk = TRY(Desk::open(wish.address));
  Json payment{{"reference", wish.reference}, {"amount", wish.amount}};
  if (!wish.currency.empty()) payment["currency"] = wish.currency;
  return desk.call("POST", "/orders/" + http::percent_encode(wish.subject) + "/payment", payment);
}

}  // namespace kontor::marketplace

#include "marketplace/cli/operator/offline_verbs.hpp"

#include <algorithm>

#include "base/core/clock.hpp"
#include "base/tuf/document.hpp"
#include "marketplace/cli/desk/published_role.hpp"
#include "marketplace/cli/operator/verbs.hpp"
#include "marketplace/core/statement.hpp"
#include "marketplace/core/target_path.hpp"
#include "marketplace/core/vendor.hpp"
#include "marketplace/core/vendor_affairs.hpp"
#include "marketplace/repository/offline_documents.hpp"
#include "marketplace/repository/roles.hpp"
#include "marketplace/repository/signing.hpp"

namespace kontor::marketplace {
namespace {

constexpr std::int64_t kOfflineLifeMs = 365 * kDayMs;

std::string vendor_path(const std::string& vendor) {
  return "/vendors/" + http::percent_encode(vendor);
}

// Whom the shard, which carries the operator's own signature, delegates the namespace to now.
struct Delegated {
  std::vector<crypto::PublicKey> keys;
  std::int64_t threshold = 0;
};

Result<Delegated> delegated_now(const std::string& shard, const std::string& vendor) {
  const Json body = TRY(signed_part(shard));
  Delegated delegated;
  if (!body.contains("delegations")) return delegated;
  const auto table = tuf::parse_keys(body["delegations"]["keys"], "shard");
  if (!table) return tuf::to_error(table.error());
  for (const Json& role : body["delegations"]["roles"]) {
    if (role.value("name", "") != vendor_role(vendor)) continue;
    delegated.threshold = TRY(json_integer(role, "threshold"));
    for (const Json& id : role["keyids"])
      if (const auto key = table->find(id.get<std::string>()); key != table->end())
        delegated.keys.push_back(key->second);
  }
  return delegated;
}

struct OwnShard {
  std::string name, present;
  crypto::SigningKey key;
};

Result<OwnShard> own_shard(Desk& desk, const OfflineWish& wish, const std::string& vendor) {
  std::string name = wish.shard.empty() ? TRY(shard_of(desk, vendor)) : wish.shard;
  auto key = TRY(crypto::SigningKey::load(wish.keys / (name + ".key")));
  std::string present = TRY(published_role(desk, name));
  TRY(signed_by(present, key.public_key()));
  return OwnShard{std::move(name), std::move(present), std::move(key)};
}

Result<Json> send_shard(Desk& desk, const std::string& path, const OwnShard& shard,
                        const Json& body) {
  const std::string next = TRY(sign_metadata(body, {shard.key}));
  Json answer = TRY(desk.put("POST", path + "?shard=" + shard.name, next, "application/json"));
  answer.erase("proof");
  return answer;
}

}  // namespace

Result<std::string> shard_of(Desk& desk, const std::string& vendor) {
  const std::string targets = TRY(published_role(desk, "targets"));
  const Json body = TRY(signed_part(targets));
  std::string with_room;
  for (const Json& role : body["delegations"]["roles"]) {
    const std::string name = TRY(json_text(role, "name"));
    const std::string shard = TRY(published_role(desk, name));
    const Json content = TRY(signed_part(shard));
    const Json& roles = content["delegations"]["roles"];
    const bool here = std::ranges::any_of(
        roles, [&](const Json& one) { return one.value("name", "") == vendor_role(vendor); });
    if (here) return name;
    if (roles.size() < kVendorsPerShard) with_room = name;
  }
  if (with_room.empty())
    return Error{ErrorCode::exhausted,
                 "every shard is full; open another: kontor keys prepare targets --shard"};
  return with_room;
}

Result<Json> approve_keys(const OfflineWish& wish) {
  auto desk = TRY(Desk::open(wish.address));
  const Json waiting = TRY(desk.call("GET", vendor_path(wish.subject) + "/keys"));
  if (!waiting.contains("request") || waiting["request"].is_null())
    return Error{ErrorCode::not_found, "vendor '" + wish.subject + "' asked for no other keys"};
  const Json& envelope = waiting["request"];
  const Json statement = TRY(statement_of(envelope, kKeysStatement));
  const KeyWish asked = TRY(parse_key_wish(statement));
  if (asked.vendor != wish.subject)
    return Error{ErrorCode::untrusted, "the market answered with another vendor's request"};
  TRY(check_signers(envelope, kKeysStatement, asked.keys,
                    static_cast<std::int64_t>(asked.keys.size())));
  const OwnShard shard = TRY(own_shard(desk, wish, wish.subject));
  const Delegated now = TRY(delegated_now(shard.present, wish.subject));
  const Status by_old = check_signers(envelope, kKeysStatement, now.keys, now.threshold);
  if (!by_old && !wish.lost)
    return Error{ErrorCode::untrusted,
                 "the present keys of '" + wish.subject + "' did not sign this request (" +
                     by_old.error().message + "); --lost says you made sure who asks"};
  const Json body = TRY(next_shard(shard.present,
                                   {{.vendor = wish.subject,
                                     .keys = asked.keys,
                                     .threshold = static_cast<int>(asked.threshold)}},
                                   SystemClock().now_ms() + kOfflineLifeMs));
  return send_shard(desk, vendor_path(wish.subject) + "/approve", shard, body);
}

Result<Json> approve_proven(const OfflineWish& wish) {
  auto desk = TRY(Desk::open(wish.address));
  const Json list = TRY(desk.call("GET", "/vendors?state=pending"));
  Json approved = Json::array();
  for (const Json& vendor : list["vendors"]) {
    const std::string name = TRY(json_text(vendor, "vendor"));
    const auto claim = desk.call("GET", vendor_path(name) + "/claim");
    if (!claim || claim->value("state", "") != "proven" ||
        !fits_namespace(claim->value("domain", ""), name))
      continue;
    OperatorWish one;
    one.address = wish.address;
    one.subject = name;
    one.keys = wish.keys;
    TRY(approve_vendor(one));
    approved.push_back({{"vendor", name}, {"message", (*claim)["domain"]}});
  }
  return Json{{"approved", std::move(approved)}};
}

Result<Json> complete_transfer(const OfflineWish& wish) {
  auto desk = TRY(Desk::open(wish.address));
  const std::string path = "/plugins/" + http::percent_encode(wish.subject) + "/transfer";
  const Json standing = TRY(desk.call("GET", path));
  const std::string to = TRY(json_text(standing, "to"));
  const OwnShard shard = TRY(own_shard(desk, wish, vendor_of(wish.subject)));
  const Json body = TRY(shard_with_transfer(shard.present, wish.subject, to,
                                            SystemClock().now_ms() + kOfflineLifeMs));
  return send_shard(desk, path + "/complete", shard, body);
}

Result<Json> unpaid_orders(const OfflineWish& wish) {
  auto desk = TRY(Desk::open(wish.address));
  Json all = Json::array();
  std::string cursor;
  do {
    const Json page = TRY(desk.call("GET", "/orders?cursor=" + http::percent_encode(cursor)));
    for (const Json& order : page["orders"]) all.push_back(order);
    cursor = page["next"].is_string() ? page["next"].get<std::string>() : "";
  } while (!cursor.empty());
  return Json{{"orders", std::move(all)}};
}

}  // namespace kontor::marketplace

#include "marketplace/app/vendors.hpp"

#include <algorithm>

#include "base/core/log.hpp"
#include "marketplace/app/delegation.hpp"
#include "marketplace/core/statement.hpp"
#include "marketplace/core/token.hpp"
#include "marketplace/repository/signing.hpp"
#include "marketplace/store/vendor_affairs_store.hpp"
#include "marketplace/store/vendor_store.hpp"

namespace kontor::marketplace {
namespace {

// The keys an approval is about: those the vendor asked for last, else those it registered.
struct WantedKeys {
  std::vector<std::string> public_keys = {};
  std::int64_t threshold = 1;
};

Result<WantedKeys> wanted_keys(Market& market, const Vendor& vendor) {
  const auto request = TRY(market.database.read(
      [&](db::Session& session) { return VendorAffairsStore(session).key_request(vendor.name); }));
  if (!request) return WantedKeys{.public_keys = vendor.public_keys};
  const Json statement = TRY(statement_of(*request, kKeysStatement));
  const KeyWish wish = TRY(parse_key_wish(statement));
  return WantedKeys{.public_keys = wish.public_keys, .threshold = wish.threshold};
}

// An entry for the log; hosts and auditors see whose keys a namespace had when.
Result<Json> keys_entry(const std::string& vendor, const DelegatedKeys& delegated) {
  Json ids = Json::array();
  for (const crypto::PublicKey& key : delegated.keys) ids.push_back(TRY(tuf_key_id(key)));
  return Json{{"type", "vendor-keys"},
              {"vendor", vendor},
              {"keyids", std::move(ids)},
              {"threshold", delegated.threshold}};
}

}  // namespace

Result<RegisteredVendor> register_vendor(Market& market, const VendorRegistration& registration,
                                         const Json& proof) {
  if (!is_vendor_name(registration.name))
    return Error{
        ErrorCode::invalid_argument,
        "'" + registration.name + "' is no vendor name: 2 to 40 of a-z, 0-9 and hyphens inside"};
  TRY(check_possession(registration, proof));
  const Token token = make_token(market.random, "kv_");
  const Vendor vendor{.name = registration.name,
                      .display_name = registration.display_name,
                      .contact = registration.contact,
                      .state = VendorState::pending,
                      .public_keys = registration.public_keys,
                      .proof = proof,
                      .created_at_ms = market.clock.now_ms()};
  TRY(market.database.transaction(
      [&](db::Session& session) { return VendorStore(session).insert(vendor, token.hash); }));
  log::info("vendor registered", {{"vendor", vendor.name}});
  return RegisteredVendor{.vendor = vendor, .token = token.text};
}

Result<Vendor> approve_vendor(Market& market, const std::string& name,
                              const std::string& shard_role, const std::string& shard) {
  const std::lock_guard lock(market.publishing);
  Vendor vendor = TRY(get_vendor(market, name));
  WantedKeys wanted = TRY(wanted_keys(market, vendor));
  const DelegatedKeys delegated = TRY(delegated_in(shard, name));
  std::sort(wanted.public_keys.begin(), wanted.public_keys.end());
  if (delegated.hexadecimal() != wanted.public_keys || delegated.threshold != wanted.threshold)
    return Error{ErrorCode::conflict,
                 "the shard delegates '" + name + "' to other keys than it asked for"};
  TRY(market.repository.check({{shard_role, shard}}));
  const Json entry = TRY(keys_entry(name, delegated));
  if (const auto present = market.repository.metadata(shard_role); !present || *present != shard)
    TRY(market.log.append(entry));
  TRY(market.repository.accept(shard_role, shard));
  market.keys_changed = true;
  const Status saved = market.database.transaction([&](db::Session& session) -> Status {
    TRY(VendorAffairsStore(session).drop_key_request(name));
    return VendorStore(session).activate(name, wanted.public_keys);
  });
  if (!saved) return saved.error();
  vendor.state = VendorState::active;
  vendor.public_keys = wanted.public_keys;
  log::info("vendor approved", {{"vendor", name}});
  return vendor;
}

Result<Vendor> get_vendor(Market& market, const std::string& name) {
  return market.database.read([&](db::Session& session) { return VendorStore(session).get(name); });
}

Result<std::vector<Vendor>> list_vendors(Market& market, std::optional<VendorState> state) {
  return market.database.read(
      [&](db::Session& session) { return VendorStore(session).list(state); });
}

Result<Vendor> active_vendor(Market& market, const std::string& name) {
  Vendor vendor = TRY(get_vendor(market, name));
  if (vendor.state != VendorState::active)
    return Error{ErrorCode::forbidden,
                 "vendor '" + name + "' is pending: the operator has not approved it yet",
                 R"({"code":"vendor-pending"})"};
  return vendor;
}

}  // namespace kontor::marketplace

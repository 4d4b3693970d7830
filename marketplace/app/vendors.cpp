#include "marketplace/app/vendors.hpp"

#include <algorithm>

#include "base/core/bytes.hpp"
#include "base/core/log.hpp"
#include "marketplace/core/token.hpp"
#include "marketplace/repository/signing.hpp"
#include "marketplace/store/vendor_store.hpp"

namespace kontor::marketplace {
namespace {

constexpr const char* kShard = "vendors-00";

bool delegates_exactly(const std::vector<crypto::PublicKey>& delegated,
                       std::vector<std::string> registered) {
  std::vector<std::string> keys;
  for (const crypto::PublicKey& key : delegated) keys.push_back(hex_encode(key.ed25519_raw()));
  std::sort(keys.begin(), keys.end());
  std::sort(registered.begin(), registered.end());
  return keys == registered;
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

Result<Vendor> approve_vendor(Market& market, const std::string& name, const std::string& shard) {
  const std::lock_guard lock(market.publishing);
  Vendor vendor = TRY(get_vendor(market, name));
  TRY(market.repository.accept(kShard, shard));
  if (!delegates_exactly(TRY(market.repository.vendor_keys(name)), vendor.public_keys))
    return Error{ErrorCode::conflict,
                 "the shard delegates '" + name + "' to other keys than it registered"};
  TRY(market.database.transaction(
      [&](db::Session& session) { return VendorStore(session).activate(name); }));
  vendor.state = VendorState::active;
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

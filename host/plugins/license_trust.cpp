#include "host/plugins/license_trust.hpp"

#include <algorithm>

#include "base/core/bytes.hpp"
#include "base/core/files.hpp"
#include "base/core/log.hpp"

namespace kontor::host {
namespace {

constexpr std::size_t kFileBytesMax = std::size_t{64} << 10;

Error nobody(std::string what) {
  return {ErrorCode::untrusted, std::move(what) + " is not known to this host's market"};
}

Error no_license_key(std::string_view kid) {
  Error error = nobody("the licence key " + std::string(kid));
  error.message +=
      ", or was withdrawn; fetch the licence as the market signs it now: kontor license activate";
  return error;
}

}  // namespace

licensing::TrustedKeys LicenseTrust::keys() {
  return {.license_key = [this](std::string_view kid) { return license_key(kid); },
          .vendor_keys = [this](std::string_view vendor) { return vendor_keys(vendor); }};
}

Result<crypto::PublicKey> LicenseTrust::license_key(std::string_view kid) {
  if (market_ == nullptr) return no_license_key(kid);
  // What is on disk answers at once; a key that is new asks the market.
  for (const bool fresh : {false, true}) {
    const auto keys = fresh ? market_->license_keys() : market_->stored_license_keys();
    if (!keys && fresh) return keys.error();
    if (!keys) continue;
    for (const auto& known : *keys)
      if (known.kid == kid) return known.key;
  }
  return no_license_key(kid);
}

Result<std::vector<crypto::PublicKey>> LicenseTrust::vendor_keys(std::string_view vendor_name) {
  const std::string vendor(vendor_name);
  if (market_ == nullptr) return nobody("the vendor " + vendor);
  {
    const std::lock_guard lock(mutex_);
    const auto proven = proven_.find(vendor);
    if (proven != proven_.end()) return proven->second;
    auto stored = stored_vendor_keys(vendor);
    if (stored) return stored;
  }
  auto keys = market_->vendor_keys(vendor);
  if (!keys) return keys;
  const Status kept = keep(vendor, *keys);
  if (!kept)
    log::warning("a vendor's keys were not kept",
                 {{"vendor", vendor}, {"reason", kept.error().message}});
  return keys;
}

Result<bool> LicenseTrust::renew() {
  if (market_ == nullptr) return false;
  bool changed = false;
  const auto before = market_->stored_license_keys();
  const auto after = TRY(market_->license_keys());
  const auto same = [](const marketplace::LicenseKey& a, const marketplace::LicenseKey& b) {
    return a.kid == b.kid && a.key.ed25519_raw() == b.key.ed25519_raw();
  };
  changed = !before || !std::ranges::equal(*before, after, same);
  for (const std::string& vendor : stored_vendors()) changed |= TRY(renew_vendor(vendor));
  return changed;
}

Result<bool> LicenseTrust::renew_vendor(const std::string& vendor) {
  const auto keys = market_->vendor_keys(vendor);
  if (!keys && keys.error().code != ErrorCode::not_found) return keys.error();
  if (!keys) {
    const std::lock_guard lock(mutex_);
    proven_.erase(vendor);
    std::error_code ignored;
    std::filesystem::remove(folder_ / (vendor + ".json"), ignored);
    log::warning("the market withdrew a vendor", {{"vendor", vendor}});
    return true;
  }
  const auto before = vendor_keys(vendor);
  const auto raw = [](const crypto::PublicKey& key) { return key.ed25519_raw(); };
  if (before && std::ranges::equal(*before, *keys, {}, raw, raw)) return false;
  TRY(keep(vendor, *keys));
  log::warning("the keys of a vendor changed", {{"vendor", vendor}, {"keys", keys->size()}});
  return true;
}

Status LicenseTrust::keep(const std::string& vendor, const std::vector<crypto::PublicKey>& keys) {
  Json stored = Json::array();
  for (const auto& key : keys) stored.push_back(hex_encode(key.ed25519_raw()));
  const std::lock_guard lock(mutex_);
  proven_.insert_or_assign(vendor, keys);
  std::error_code ignored;
  std::filesystem::create_directories(folder_, ignored);
  return write_file(folder_ / (vendor + ".json"), to_text(stored), FileMode::secret);
}

std::vector<std::string> LicenseTrust::stored_vendors() const {
  std::vector<std::string> vendors;
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(folder_, ignored))
    if (entry.path().extension() == ".json") vendors.push_back(entry.path().stem().string());
  return vendors;
}

Result<std::vector<crypto::PublicKey>> LicenseTrust::stored_vendor_keys(
    const std::string& vendor) const {
  const std::string text = TRY(read_file(folder_ / (vendor + ".json"), kFileBytesMax));
  const Json stored = TRY(parse_json(text));
  std::vector<crypto::PublicKey> keys;
  for (const Json& hex : stored) {
    if (!hex.is_string()) return nobody("the vendor " + vendor);
    const std::string raw = TRY(hex_decode(hex.get<std::string>()));
    keys.push_back(TRY(crypto::PublicKey::from_ed25519(raw)));
  }
  return keys;
}

}  // namespace kontor::host

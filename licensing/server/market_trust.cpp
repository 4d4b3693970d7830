#include "licensing/server/market_trust.hpp"

#include "base/core/bytes.hpp"
#include "base/core/files.hpp"
#include "base/crypto/hash.hpp"
#include "base/http/client.hpp"
#include "base/tuf/limits.hpp"
#include "base/tuf/updater.hpp"

namespace kontor::licensing {

namespace {

constexpr const char* kLicenseKeysTarget = "market/license-keys.json";
constexpr const char* kFileScheme = "file://";
constexpr std::int64_t kLicenseKeysMax = 65536;
constexpr std::size_t kVendorsMax = 1000;

// Files below "tuf/" of a market; names come percent-encoded, and a "%" is part of the name.
class MarketFiles final : public tuf::Fetcher {
 public:
  static Result<std::unique_ptr<MarketFiles>> open(const MarketSource& source) {
    auto files = std::make_unique<MarketFiles>();
    if (source.market.starts_with(kFileScheme)) {
      files->folder_ = source.market.substr(std::string_view(kFileScheme).size());
      return files;
    }
    files->client_ = TRY(http::Client::create(source.market, {.ca_file = source.ca_file}));
    return files;
  }

  Result<std::string> fetch(const std::string& name, std::size_t bytes_max) override {
    if (!client_) return read_file(folder_ / "tuf" / name, bytes_max);
    std::string bytes;
    const Status got =
        client_->download("/tuf/" + name, bytes_max, [&bytes](std::string_view part) {
          bytes.append(part);
          return ok();
        });
    if (got) return bytes;
    const bool missing = got.error().code == ErrorCode::forbidden;  // As object stores say it.
    return missing ? Error{ErrorCode::not_found, got.error().message} : got.error();
  }

 private:
  std::unique_ptr<http::Client> client_;
  std::filesystem::path folder_;
};

Status ensure_root(tuf::Store& store, const MarketSource& source) {
  if (store.load("root")) return ok();
  if (source.trusted_root.empty())
    return Error{ErrorCode::invalid_argument,
                 "the first time name the market's root.json that came by a trusted way: --root"};
  const std::string root = TRY(read_file(source.trusted_root, tuf::kRootBytesMax));
  const auto installed = tuf::install_root(store, root);
  return installed ? ok() : tuf::to_error(installed.error());
}

Result<Json> license_keys(tuf::Updater& updater, tuf::Fetcher& files) {
  const auto found = updater.find(kLicenseKeysTarget);
  if (!found) return tuf::to_error(found.error());
  const tuf::TargetFile& file = found->file;
  const auto sha256 = file.hashes.find("sha256");
  if (found->role != "targets" || file.length > kLicenseKeysMax || sha256 == file.hashes.end())
    return Error{ErrorCode::untrusted, "the licence keys are not the off-line top-level role's"};
  const std::string text = TRY(files.fetch("targets/" + updater.location(kLicenseKeysTarget, file),
                                           static_cast<std::size_t>(file.length)));
  if (static_cast<std::int64_t>(text.size()) != file.length ||
      crypto::sha256_hex(text) != sha256->second)
    return Error{ErrorCode::untrusted, "the market's licence keys are not the signed ones"};
  const Json json = TRY(parse_json(text));
  Json keys = Json::array();
  for (const Json& entry : json.value("keys", Json::array()))
    keys.push_back(TRY(json_text(entry, "ed25519")));
  return keys;
}

Result<Json> vendor_keys(tuf::Updater& updater, const std::string& vendor) {
  const auto delegated =
      updater.delegated_keys("vendor." + vendor, vendor + "/" + vendor + ".0/0.kpkg");
  if (!delegated && delegated.error().fault == tuf::Fault::role_missing)
    return Error{ErrorCode::not_found, "the market knows no vendor \"" + vendor + "\""};
  if (!delegated) return tuf::to_error(delegated.error());
  Json keys = Json::array();
  for (const crypto::PublicKey& key : *delegated) keys.push_back(hex_encode(key.ed25519_raw()));
  return keys;
}

}  // namespace

Result<Json> trust_of_market(const MarketSource& source, const std::vector<std::string>& vendors,
                             const Clock& clock) {
  if (vendors.size() > kVendorsMax)
    return Error{ErrorCode::invalid_argument, "name at most 1000 vendors"};
  const auto files = TRY(MarketFiles::open(source));
  tuf::Store store(source.metadata);
  TRY(ensure_root(store, source));
  tuf::Updater updater(store, *files, clock.now_ms());
  const auto refreshed = updater.refresh();
  if (!refreshed) return tuf::to_error(refreshed.error());
  Json keys = TRY(license_keys(updater, *files));
  Json trust{{"license_keys", std::move(keys)}, {"vendors", Json::object()}};
  for (const std::string& vendor : vendors)
    trust["vendors"][vendor] = TRY(vendor_keys(updater, vendor));
  return trust;
}

}  // namespace kontor::licensing

#include "marketplace/client/signed_market.hpp"

#include <algorithm>

#include "base/core/bytes.hpp"
#include "base/core/files.hpp"
#include "base/tuf/limits.hpp"
#include "marketplace/client/target_download.hpp"
#include "marketplace/core/semver.hpp"
#include "marketplace/core/target_path.hpp"

namespace kontor::marketplace {
namespace {

constexpr const char* kMetadataPath = "/tuf/";
constexpr const char* kTargetsPath = "/tuf/targets/";
constexpr const char* kLicenseKeysFile = "license-keys.verified";
constexpr std::int64_t kRefreshEveryMs = std::int64_t{5} * 60 * 1000;
constexpr std::size_t kLicenseKeysBytesMax = 65536;
constexpr std::size_t kReleasesMax = 1000;  // Of one plugin.

Result<std::vector<LicenseKey>> parse_license_keys(const std::string& text) {
  const Json file = TRY(parse_json(text));
  std::vector<LicenseKey> keys;
  const auto list = file.find("keys");
  if (list == file.end() || !list->is_array())
    return Error{ErrorCode::untrusted, "the market's list of licence keys is malformed"};
  for (const Json& entry : *list) {
    const std::string kid = TRY(json_text(entry, "kid"));
    const std::string hex = TRY(json_text(entry, "ed25519"));
    const std::string raw = TRY(hex_decode(hex));
    crypto::PublicKey key = TRY(crypto::PublicKey::from_ed25519(raw));
    keys.push_back({kid, std::move(key)});
  }
  return keys;
}

bool newer(const MarketPackage& a, const MarketPackage& b) {
  return SemVer::parse(a.version).value() > SemVer::parse(b.version).value();
}

}  // namespace

SignedMarket::SignedMarket(const MarketClientOptions& options, std::unique_ptr<http::Client> client,
                           const Clock& clock)
    : options_(options),
      client_(std::move(client)),
      clock_(clock),
      store_(options.metadata_folder),
      fetcher_(*client_, kMetadataPath) {}

Status SignedMarket::prepare() {
  if (const auto stored = store_.load("root")) {
    const auto trusted = tuf::TrustedSet::start(*stored, 0);
    return trusted ? ok() : tuf::to_error(trusted.error());
  }
  const std::string root = TRY(read_file(options_.trusted_root, tuf::kRootBytesMax));
  const auto installed = tuf::install_root(store_, root);
  return installed ? ok() : tuf::to_error(installed.error());
}

Status SignedMarket::refresh() {
  updater_.reset();
  auto updater = std::make_unique<tuf::Updater>(store_, fetcher_, clock_.now_ms());
  const auto refreshed = updater->refresh();
  if (!refreshed) return tuf::to_error(refreshed.error());
  updater_ = std::move(updater);
  refreshed_at_monotonic_ms_ = clock_.monotonic_ms();
  return ok();
}

Status SignedMarket::refresh_if_old() {
  const std::int64_t age_ms = clock_.monotonic_ms() - refreshed_at_monotonic_ms_;
  if (updater_ && age_ms < kRefreshEveryMs) return ok();
  return refresh();
}

Result<MarketPackage> SignedMarket::package(const std::string& plugin_id, const std::string& path) {
  const auto found = updater_->find(path);
  if (!found) return tuf::to_error(found.error());
  const std::string folder = package_folder(plugin_id);
  MarketPackage package{
      .plugin_id = plugin_id,
      .version = path.substr(folder.size(),
                             path.size() - folder.size() - std::string(kPackageSuffix).size()),
      .path = path,
      .sha256 = {},
      .length = found->file.length,
      .custom = found->file.custom};
  const auto sha256 = found->file.hashes.find("sha256");
  if (sha256 == found->file.hashes.end())
    return Error{ErrorCode::untrusted, "\"" + path + "\" is signed without a SHA-256"};
  package.sha256 = sha256->second;
  return package;
}

Result<std::vector<MarketPackage>> SignedMarket::packages(const std::string& plugin_id) {
  TRY(refresh_if_old());
  const std::string folder = package_folder(plugin_id);
  const auto names = updater_->names(folder, folder + "0" + kPackageSuffix);
  if (!names) return tuf::to_error(names.error());
  if (names->size() > kReleasesMax)
    return Error{ErrorCode::untrusted, plugin_id + " has more than 1000 releases"};
  std::vector<MarketPackage> packages;
  for (const std::string& path : *names) {
    if (!path.ends_with(kPackageSuffix)) continue;
    MarketPackage one = TRY(package(plugin_id, path));
    if (SemVer::parse(one.version)) packages.push_back(std::move(one));
  }
  if (packages.empty())
    return Error{ErrorCode::not_found, "no vendor signed a release of \"" + plugin_id + "\""};
  std::ranges::stable_sort(packages, newer);
  return packages;
}

Status SignedMarket::download(const MarketPackage& wanted, const std::filesystem::path& file) {
  TRY(refresh_if_old());
  const auto found = updater_->find(wanted.path);
  if (!found) return tuf::to_error(found.error());
  const auto sha256 = found->file.hashes.find("sha256");
  if (sha256 == found->file.hashes.end() || sha256->second != wanted.sha256)
    return Error{ErrorCode::conflict, "\"" + wanted.path + "\" was released anew; look again"};
  if (found->file.length > static_cast<std::int64_t>(options_.package_bytes_max))
    return Error{ErrorCode::exhausted, "\"" + wanted.path + "\" is larger than this host accepts"};

  const std::filesystem::path folder = file.has_parent_path() ? file.parent_path() : ".";
  return download_target(*client_, kTargetsPath, *updater_, wanted.path, found->file, folder, file);
}

Result<std::vector<LicenseKey>> SignedMarket::license_keys() {
  TRY(refresh_if_old());
  const auto found = updater_->find(kLicenseKeysPath);
  if (!found) return tuf::to_error(found.error());
  // Only the off-line top-level role may say who signs licences.
  if (found->role != "targets" ||
      found->file.length > static_cast<std::int64_t>(kLicenseKeysBytesMax))
    return Error{ErrorCode::untrusted, "the list of licence keys is not the top-level role's"};
  const std::filesystem::path place = options_.metadata_folder / kLicenseKeysFile;
  if (is_present(place, found->file)) return stored_license_keys();
  TRY(download_target(*client_, kTargetsPath, *updater_, kLicenseKeysPath, found->file,
                      options_.metadata_folder, place));
  return stored_license_keys();
}

Result<std::vector<LicenseKey>> SignedMarket::stored_license_keys() const {
  const std::string text =
      TRY(read_file(options_.metadata_folder / kLicenseKeysFile, kLicenseKeysBytesMax));
  return parse_license_keys(text);
}

Result<std::vector<crypto::PublicKey>> SignedMarket::vendor_keys(const std::string& vendor) {
  TRY(refresh_if_old());
  auto keys = updater_->delegated_keys(vendor_role(vendor), vendor + "/" + vendor + ".0/0.kpkg");
  if (keys) return std::move(keys).value();
  if (keys.error().fault == tuf::Fault::role_missing)
    return Error{ErrorCode::not_found, "the market knows no vendor \"" + vendor + "\""};
  return tuf::to_error(keys.error());
}

}  // namespace kontor::marketplace

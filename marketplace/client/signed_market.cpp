#include "marketplace/client/signed_market.hpp"

#include <algorithm>

#include "base/core/bytes.hpp"
#include "base/core/files.hpp"
#include "base/tuf/limits.hpp"
#include "marketplace/client/target_download.hpp"
#include "marketplace/client/verified_file.hpp"
#include "marketplace/core/semver.hpp"
#include "marketplace/core/target_path.hpp"

namespace kontor::marketplace {
namespace {

constexpr const char* kMetadataPath = "tuf/";
constexpr const char* kTargetsPath = "tuf/targets/";
constexpr const char* kLatestTimeFile = "latest-time";
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

SignedMarket::SignedMarket(const MarketClientOptions& options, std::unique_ptr<MarketSites> sites,
                           const Clock& clock)
    : options_(options),
      sites_(std::move(sites)),
      clock_(clock, options.metadata_folder / kLatestTimeFile),
      store_(options.metadata_folder),
      fetcher_(*sites_, kMetadataPath) {}

Status SignedMarket::prepare() {
  if (const auto stored = store_.load("root")) {
    const auto trusted = tuf::TrustedSet::start(*stored, 0);
    return trusted ? ok() : tuf::to_error(trusted.error());
  }
  const std::string root = TRY(read_file(options_.trusted_root, tuf::kRootBytesMax));
  const auto installed = tuf::install_root(store_, root);
  return installed ? ok() : tuf::to_error(installed.error());
}

// A site that does not answer, or whose metadata does not verify, is one reason to ask the next.
Status SignedMarket::refresh() {
  updater_.reset();
  Status first = ok();
  for (std::size_t site = 0; site < sites_->size(); ++site) {
    Status refreshed = refresh_from(site);
    if (refreshed) refreshed = refresh_offers();
    if (refreshed) return ok();
    updater_.reset();
    // Two views of one log are no fault of one site; nobody looks further.
    if (refreshed.error().detail.find("\"log-split\"") != std::string::npos) return refreshed;
    if (first || first.error().code == ErrorCode::unavailable) first = refreshed;
  }
  if (clock_.behind_ms() == 0) return first;
  Error error = first.error();
  error.message += "; this host's clock is behind the latest time it knows, " +
                   to_rfc3339(clock_.now_ms()) + ": set it right, or remove " +
                   clock_.file().string() + " if the clock once ran ahead";
  return error;
}

Status SignedMarket::refresh_from(std::size_t site) {
  sites_->ask_only(site);
  auto updater = std::make_unique<tuf::Updater>(store_, fetcher_, clock_.now_ms());
  const auto refreshed = updater->refresh();
  sites_->ask_all_from(site);
  if (!refreshed) return tuf::to_error(refreshed.error());
  updater_ = std::move(updater);
  refreshed_at_monotonic_ms_ = clock_.monotonic_ms();
  clock_.keep();
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

  return download_from_sites(wanted.path, found->file, file);
}

// Each site's bytes are held against the signed hash; a mirror that serves others is one that
// does not have the file.
Status SignedMarket::download_from_sites(const std::string& path, const tuf::TargetFile& file,
                                         const std::filesystem::path& place) {
  const std::filesystem::path folder = place.has_parent_path() ? place.parent_path() : ".";
  const std::string name = kTargetsPath + url_path(updater_->location(path, file));
  return sites_->first_that([&](MarketSite& site) -> Status {
    const auto incoming = TRY(VerifiedFile::create(folder, file));
    TRY(site.download(name, static_cast<std::size_t>(file.length),
                      [&incoming](std::string_view bytes) { return incoming->append(bytes); }));
    return incoming->commit(place);
  });
}

Result<std::optional<std::string>> SignedMarket::top_level_target(const std::string& path,
                                                                  const char* stored_as,
                                                                  std::size_t bytes_max) {
  const std::filesystem::path place = options_.metadata_folder / stored_as;
  const auto found = updater_->find(path);
  if (!found && found.error().fault == tuf::Fault::target_missing) {
    std::error_code ignored;
    std::filesystem::remove(place, ignored);
    return std::optional<std::string>();
  }
  if (!found) return tuf::to_error(found.error());
  if (found->role != "targets" || found->file.length > static_cast<std::int64_t>(bytes_max))
    return Error{ErrorCode::untrusted, "\"" + path + "\" is not the off-line top-level role's"};
  if (!is_present(place, found->file)) TRY(download_from_sites(path, found->file, place));
  return std::optional<std::string>(TRY(read_file(place, bytes_max)));
}

Result<std::vector<LicenseKey>> SignedMarket::license_keys() {
  TRY(refresh_if_old());
  const auto text = TRY(top_level_target(kLicenseKeysPath, kLicenseKeysFile, kLicenseKeysBytesMax));
  if (!text) return Error{ErrorCode::untrusted, "the market's off-line role names no licence keys"};
  return parse_license_keys(*text);
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

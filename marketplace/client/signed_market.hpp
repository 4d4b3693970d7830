#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/core/clock.hpp"
#include "base/tuf/updater.hpp"
#include "marketplace/client/kept_time.hpp"
#include "marketplace/client/market_client.hpp"
#include "marketplace/client/market_sites.hpp"

namespace kontor::marketplace {

// The half of MarketClient that believes signatures only. One thread at a time.
class SignedMarket {
 public:
  SignedMarket(const MarketClientOptions& options, std::unique_ptr<MarketSites> sites,
               const Clock& clock);

  // Puts the trusted root into an empty folder, or checks the one that is there.
  Status prepare();
  Status refresh();
  Result<std::vector<MarketPackage>> packages(const std::string& plugin_id);
  Status download(const MarketPackage& package, const std::filesystem::path& file);
  Result<std::vector<LicenseKey>> license_keys();
  Result<std::vector<LicenseKey>> stored_license_keys() const;
  Result<std::vector<crypto::PublicKey>> vendor_keys(const std::string& vendor);
  Result<Evidence> evidence(const MarketPackage& package);
  Result<std::vector<Killed>> stored_killed() const;

 private:
  Status refresh_if_old();
  Status refresh_from(std::size_t site);
  // Brings `path`, which only the off-line top-level role may sign, into the metadata folder;
  // its bytes, or nothing where the market has no such target.
  Result<std::optional<std::string>> top_level_target(const std::string& path,
                                                      const char* stored_as, std::size_t bytes_max);
  Status refresh_offers();
  Status refresh_log();
  Status download_from_sites(const std::string& path, const tuf::TargetFile& file,
                             const std::filesystem::path& place);
  Status add_log_proof(const MarketPackage& package, Evidence& evidence);
  Status add_review(const MarketPackage& package, Evidence& evidence);
  Result<MarketPackage> package(const std::string& plugin_id, const std::string& path);

  MarketClientOptions options_;
  std::unique_ptr<MarketSites> sites_;
  KeptTime clock_;
  tuf::Store store_;
  SiteFolder fetcher_;
  std::unique_ptr<tuf::Updater> updater_;  // Of the last successful refresh.
  std::int64_t refreshed_at_monotonic_ms_ = 0;
};

// The half of verify_kept() that is about the log.
Status verify_kept_proof(const Evidence& kept, const std::string& plugin,
                         const std::string& version, const std::string& sha256);

}  // namespace kontor::marketplace

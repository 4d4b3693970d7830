#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/core/clock.hpp"
#include "base/http/client.hpp"
#include "base/tuf/updater.hpp"
#include "marketplace/client/fetchers.hpp"
#include "marketplace/client/market_client.hpp"

namespace kontor::marketplace {

// The half of MarketClient that believes signatures only. One thread at a time.
class SignedMarket {
 public:
  SignedMarket(const MarketClientOptions& options, std::unique_ptr<http::Client> client,
               const Clock& clock);

  // Puts the trusted root into an empty folder, or checks the one that is there.
  Status prepare();
  Status refresh();
  Result<std::vector<MarketPackage>> packages(const std::string& plugin_id);
  Status download(const MarketPackage& package, const std::filesystem::path& file);
  Result<std::vector<LicenseKey>> license_keys();
  Result<std::vector<LicenseKey>> stored_license_keys() const;
  Result<std::vector<crypto::PublicKey>> vendor_keys(const std::string& vendor);

 private:
  Status refresh_if_old();
  Result<MarketPackage> package(const std::string& plugin_id, const std::string& path);

  MarketClientOptions options_;
  std::unique_ptr<http::Client> client_;
  const Clock& clock_;
  tuf::Store store_;
  HttpFetcher fetcher_;
  std::unique_ptr<tuf::Updater> updater_;  // Of the last successful refresh.
  std::int64_t refreshed_at_monotonic_ms_ = 0;
};

}  // namespace kontor::marketplace

#pragma once

#include <filesystem>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "licensing/document/license_document.hpp"
#include "marketplace/client/market_client.hpp"

namespace kontor::host {

// Whose signatures on licence documents this host believes: what the market's metadata
// proved, kept on disk so that a host without a network goes on knowing what it bought.
// Any thread.
class LicenseTrust {
 public:
  // `market` may be null: then nobody is believed.
  LicenseTrust(marketplace::MarketClient* market, std::filesystem::path folder)
      : market_(market), folder_(std::move(folder)) {}

  // References this object.
  licensing::TrustedKeys keys();
  // Forgets what is on disk about this vendor, so that the market is asked: after a
  // refresh, or when a signature does not fit the keys known so far.
  void forget(const std::string& vendor);

 private:
  Result<crypto::PublicKey> license_key(std::string_view kid);
  Result<std::vector<crypto::PublicKey>> vendor_keys(std::string_view vendor);
  Result<std::vector<crypto::PublicKey>> stored_vendor_keys(const std::string& vendor) const;

  marketplace::MarketClient* market_;
  std::filesystem::path folder_;
  std::mutex mutex_;
  std::map<std::string, std::vector<crypto::PublicKey>> proven_;  // By this process; guarded.
};

}  // namespace kontor::host

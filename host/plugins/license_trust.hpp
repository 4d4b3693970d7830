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
  // Compares what is believed with the market's metadata, fetched anew when it is older than
  // a few minutes: keys that were withdrawn are believed no more, new ones are. A vendor the
  // market no longer knows is forgotten. Nothing changes when the market does not answer, or
  // its metadata does not verify. True if something changed: stored licences are then to be
  // verified again (SeatLedger::reload_licenses).
  Result<bool> renew();

 private:
  Result<crypto::PublicKey> license_key(std::string_view kid);
  Result<std::vector<crypto::PublicKey>> vendor_keys(std::string_view vendor);
  Result<std::vector<crypto::PublicKey>> stored_vendor_keys(const std::string& vendor) const;
  std::vector<std::string> stored_vendors() const;
  Result<bool> renew_vendor(const std::string& vendor);
  Status keep(const std::string& vendor, const std::vector<crypto::PublicKey>& keys);

  marketplace::MarketClient* market_;
  const std::filesystem::path folder_;
  std::mutex mutex_;  // Guards the folder and what follows; never held during a request.
  std::map<std::string, std::vector<crypto::PublicKey>> proven_;  // By this process.
};

}  // namespace kontor::host

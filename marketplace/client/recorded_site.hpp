#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "marketplace/client/market_sites.hpp"

namespace kontor::marketplace {

// A site whose answers are kept in a folder under their names, so that the folder becomes a
// site of its own: all that one client needed, and nothing else. One thread.
class RecordedSite final : public MarketSite {
 public:
  RecordedSite(std::unique_ptr<MarketSite> site, std::filesystem::path folder)
      : MarketSite(site->url()), site_(std::move(site)), folder_(std::move(folder)) {}
  Status download(const std::string& name, std::size_t bytes_max,
                  const http::Client::Sink& sink) override;

 private:
  std::unique_ptr<MarketSite> site_;
  std::filesystem::path folder_;
};

}  // namespace kontor::marketplace

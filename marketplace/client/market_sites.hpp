#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/http/client.hpp"
#include "base/tuf/fetcher.hpp"

namespace kontor::marketplace {

// Where a market's static files lie: its own server, a mirror, a bundle's folder. Names are
// below the site's root ("tuf/timestamp.json", "packages/<sha256>.proof", "log/checkpoint").
// Nothing that comes from here is believed for coming from here. One thread.
class MarketSite : public tuf::Fetcher {
 public:
  // "http://host:port/prefix", "https://…" or "file:///folder". `timeout_ms`: without progress.
  static Result<std::unique_ptr<MarketSite>> open(const std::string& url, int timeout_ms);

  const std::string& url() const { return url_; }
  // The file's bytes, piece by piece, no more than `bytes_max`.
  virtual Status download(const std::string& name, std::size_t bytes_max,
                          const http::Client::Sink& sink) = 0;
  Result<std::string> fetch(const std::string& name, std::size_t bytes_max) override;

 protected:
  explicit MarketSite(std::string url) : url_(std::move(url)) {}

 private:
  std::string url_;
};

// What lies below `path` ("tuf/") of a site. References the site.
class SiteFolder final : public tuf::Fetcher {
 public:
  SiteFolder(tuf::Fetcher& site, std::string path) : site_(site), path_(std::move(path)) {}
  Result<std::string> fetch(const std::string& name, std::size_t bytes_max) override {
    return site_.fetch(path_ + name, bytes_max);
  }

 private:
  tuf::Fetcher& site_;
  std::string path_;
};

// Several sites of one market, in their order. A whole refresh is one site's, so that files of
// two moments are never mixed; what signed metadata names by version or hash is then looked for
// at that site first and at all others after it.
class MarketSites final : public tuf::Fetcher {
 public:
  static Result<std::unique_ptr<MarketSites>> open(const std::vector<std::string>& urls,
                                                   int timeout_ms);

  // These, in this order; at least one.
  static std::unique_ptr<MarketSites> of(std::vector<std::unique_ptr<MarketSite>> sites);

  std::size_t size() const { return sites_.size(); }
  MarketSite& at(std::size_t index) { return *sites_[index]; }
  void ask_only(std::size_t index) { preferred_ = index, alone_ = true; }
  void ask_all_from(std::size_t index) { preferred_ = index, alone_ = false; }

  Result<std::string> fetch(const std::string& name, std::size_t bytes_max) override;
  // Runs `attempt` at one site after the other until it succeeds; the first one's error else.
  Status first_that(const std::function<Status(MarketSite&)>& attempt);

 private:
  std::vector<std::unique_ptr<MarketSite>> sites_;
  std::size_t preferred_ = 0;
  bool alone_ = false;
};

}  // namespace kontor::marketplace

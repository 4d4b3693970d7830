#pragma once

#include <memory>
#include <string>

#include "base/core/json.hpp"
#include "host/plugins/plugins.hpp"
#include "host/plugins/screenshot_cache.hpp"
#include "host/plugins/secrets.hpp"

namespace kontor::host {

// The market as this company sees it: listings with its own prices and what it has, and
// buying. What the market says here is not proven; Plugins::install proves it. Any thread.
class MarketShelf {
 public:
  // After Plugins::create. `company` is the name under which this host registers with the
  // market at the first order; the token it gets is sealed in the database. `plugins`
  // outlives the shelf.
  static Result<std::unique_ptr<MarketShelf>> open(const PluginsParts& parts, Plugins& plugins,
                                                   std::string company);

  Result<Json> listings(const std::string& text, const std::string& category,
                        const std::string& cursor);
  Result<Json> listing(const std::string& plugin_id);

  // A picture of that listing by its SHA-256, kept once it was fetched: what is shown is what the
  // listing named. not_found, or untrusted when the market sends something else.
  Result<http::Response> screenshot(const std::string& plugin_id, const std::string& sha256);

  // The handbook of that listing: {"language","languages","text"}, in English where `locale` has
  // none. not_found if it has none, untrusted when the market sends something else than it named.
  Result<Json> handbook(const std::string& plugin_id, const std::string& locale);

  struct Order {
    std::string plugin_id;
    std::string offer_id;
    int quantity = 1;
    std::string idempotency_key;
  };
  // The market's answer; a licence that comes with it is installed at once.
  Result<Json> order(const Principal& actor, const Order& order);
  // Fetches and installs the documents of licences paid for or signed anew since, by what the
  // market's metadata says now.
  Status fetch_licenses();

 private:
  MarketShelf(const PluginsParts& parts, Plugins& plugins, PluginSecrets secrets,
              std::string company)
      : parts_(parts),
        plugins_(plugins),
        secrets_(std::move(secrets)),
        company_(std::move(company)),
        pictures_(parts.data / "pictures") {}
  Result<marketplace::MarketClient*> market();
  Status ensure_company(marketplace::MarketClient& market);
  Result<Json> merge(Json listing);

  PluginsParts parts_;
  Plugins& plugins_;
  PluginSecrets secrets_;
  std::string company_;
  ScreenshotCache pictures_;
};

}  // namespace kontor::host

#include "marketplace/client/market_client.hpp"

#include <algorithm>
#include <mutex>

#include "base/core/bytes.hpp"
#include "base/http/client.hpp"
#include "marketplace/client/release_choice.hpp"
#include "marketplace/client/signed_market.hpp"

namespace kontor::marketplace {
namespace {

constexpr int kDownloadTimeoutMs = 30'000;  // Without enough progress.

Error no_shop() {
  return {ErrorCode::unavailable,
          "this host's market is a folder: it has packages, but no catalogue and no shop"};
}

class HttpMarketClient final : public MarketClient {
 public:
  // `api` may be null: then there is nobody to ask for a catalogue or to buy from.
  HttpMarketClient(const MarketClientOptions& options, std::unique_ptr<http::Client> api,
                   std::unique_ptr<MarketSites> sites, const Clock& clock)
      : token_(options.company_token),
        api_(std::move(api)),
        signed_(options, std::move(sites), clock) {}

  Status prepare() { return signed_.prepare(); }

  Status refresh() override {
    const std::lock_guard lock(mutex_);
    return signed_.refresh();
  }

  Result<std::vector<MarketPackage>> packages(const std::string& plugin_id) override {
    const std::lock_guard lock(mutex_);
    return signed_.packages(plugin_id);
  }

  Result<MarketPackage> find(const std::string& plugin_id, const std::string& version) override {
    const auto all = TRY(packages(plugin_id));
    if (version.empty()) {
      auto choice = choose_release(all, {});
      if (choice.package) return std::move(*choice.package);
    }
    const auto found = std::ranges::find(all, version, &MarketPackage::version);
    if (found != all.end()) return *found;
    return Error{ErrorCode::not_found,
                 "\"" + plugin_id + "\" has no release " + (version.empty() ? "yet" : version)};
  }

  Status download(const MarketPackage& package, const std::filesystem::path& file) override {
    const std::lock_guard lock(mutex_);
    return signed_.download(package, file);
  }

  Result<std::vector<LicenseKey>> license_keys() override {
    const std::lock_guard lock(mutex_);
    return signed_.license_keys();
  }

  Result<std::vector<LicenseKey>> stored_license_keys() const override {
    const std::lock_guard lock(mutex_);
    return signed_.stored_license_keys();
  }

  Result<Evidence> evidence(const MarketPackage& package) override {
    const std::lock_guard lock(mutex_);
    return signed_.evidence(package);
  }

  Result<std::vector<Killed>> stored_killed() const override { return signed_.stored_killed(); }

  Result<std::vector<crypto::PublicKey>> vendor_keys(const std::string& vendor) override {
    const std::lock_guard lock(mutex_);
    return signed_.vendor_keys(vendor);
  }

  Result<Json> catalogue(const std::string& query, const std::string& category,
                         const std::string& cursor) override {
    std::string target = "/api/v1/catalogue";
    char separator = '?';
    for (const auto& [name, value] :
         {std::pair{"q", &query}, std::pair{"category", &category}, std::pair{"cursor", &cursor}}) {
      if (value->empty()) continue;
      target += std::string(1, separator) + name + "=" + http::percent_encode(*value);
      separator = '&';
    }
    return call("GET", target);
  }

  Result<Json> listing(const std::string& plugin_id) override {
    return call("GET", "/api/v1/catalogue/" + http::percent_encode(plugin_id));
  }

  Result<std::string> file(const std::string& path, std::size_t bytes_max) override {
    if (api_ == nullptr) return no_shop();
    std::string bytes;
    const std::lock_guard lock(mutex_);
    TRY(api_->download(path, bytes_max, [&bytes](std::string_view piece) {
      bytes.append(piece);
      return ok();
    }));
    return bytes;
  }

  Result<Json> register_company(const std::string& name,
                                const crypto::PublicKey& ledger_key) override;

  void use_company_token(const std::string& token) override {
    const std::lock_guard lock(mutex_);
    token_ = token;
  }

  Result<Json> place_order(const std::string& offer_id, int quantity,
                           const std::string& idempotency_key) override {
    return call("POST", "/api/v1/orders", {{"offer_id", offer_id}, {"quantity", quantity}},
                {{"idempotency-key", idempotency_key}});
  }

  Result<Json> order(const std::string& order_id) override {
    return call("GET", "/api/v1/orders/" + http::percent_encode(order_id));
  }

  Result<std::vector<std::string>> licenses() override;
  Result<std::string> revocations() override {
    const Json answer = TRY(call("GET", "/api/v1/licenses/revocations"));
    return json_text(answer, "revocations");
  }
  Result<Json> notices(const std::string& after) override {
    return call("GET",
                "/api/v1/notices" + (after.empty() ? "" : "?after=" + http::percent_encode(after)));
  }

 private:
  Result<Json> call(const std::string& method, const std::string& target,
                    const Json& body = nullptr, http::Headers headers = {}) {
    if (api_ == nullptr) return no_shop();
    const std::lock_guard lock(mutex_);
    if (!token_.empty()) headers["authorization"] = "Bearer " + token_;
    return api_->call(method, target, body, headers);
  }

  mutable std::mutex mutex_;  // Guards everything below: connections serve one call at a time.
  std::string token_;
  std::unique_ptr<http::Client> api_;
  SignedMarket signed_;
};

Result<Json> HttpMarketClient::register_company(const std::string& name,
                                                const crypto::PublicKey& ledger_key) {
  const Json body = {{"name", name}, {"ledger_key", hex_encode(ledger_key.ed25519_raw())}};
  Json answer = TRY(call("POST", "/api/v1/companies", body));
  const std::string token = TRY(json_text(answer, "token"));
  use_company_token(token);
  return answer;
}

Result<std::vector<std::string>> HttpMarketClient::licenses() {
  const Json answer = TRY(call("GET", "/api/v1/licenses"));
  const Error malformed{ErrorCode::unavailable, "the market's list of licences is malformed"};
  if (!answer.is_object() || !answer.contains("licenses") || !answer.at("licenses").is_array())
    return malformed;
  std::vector<std::string> tokens;
  for (const Json& token : answer.at("licenses")) {
    if (!token.is_string()) return malformed;
    tokens.push_back(token.get<std::string>());
  }
  return tokens;
}

}  // namespace

Result<std::unique_ptr<MarketClient>> MarketClient::create(const MarketClientOptions& options,
                                                           const Clock& clock) {
  std::unique_ptr<http::Client> api;
  if (!options.url.starts_with("file://")) {
    const auto slash = options.url.find('/', options.url.find("://") + 3);
    api = TRY(http::Client::create(options.url.substr(0, slash)));
  }
  std::vector<std::string> urls{options.url};
  urls.insert(urls.end(), options.mirrors.begin(), options.mirrors.end());
  auto sites = TRY(MarketSites::open(urls, kDownloadTimeoutMs));
  auto client =
      std::make_unique<HttpMarketClient>(options, std::move(api), std::move(sites), clock);
  TRY(client->prepare());
  return std::unique_ptr<MarketClient>(std::move(client));
}

}  // namespace kontor::marketplace

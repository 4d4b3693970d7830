#include "host/plugins/market_shelf.hpp"

#include <algorithm>

#include "base/core/bytes.hpp"
#include "base/core/log.hpp"
#include "host/plugins/company_seats.hpp"
#include "host/plugins/handbooks.hpp"
#include "host/plugins/listed_screenshots.hpp"
#include "sdk/package/handbook.hpp"
#include "sdk/package/screenshots.hpp"

namespace kontor::host {
namespace {

// Where the company's token lies among the secrets of plugins; no plugin has this id.
constexpr const char* kTokenOwner = "kontor.host";
constexpr const char* kToken = "market_company_token";

// What an offer costs so many users: {"users","total","period","model"}, null if it has no price.
Json price_for(const Json& offer, std::int64_t users) {
  const auto price = offer.find("price");
  if (price == offer.end() || !price->is_object()) return nullptr;
  const std::int64_t seats = std::max(users, offer.value("min_seats", std::int64_t{1}));
  const bool each = offer.value("per", "") == "seat";
  std::int64_t total = 0;
  if (__builtin_mul_overflow(price->value("amount", std::int64_t{0}), each ? seats : 1, &total))
    return nullptr;
  return {{"users", users},
          {"total", {{"amount", total}, {"currency", price->value("currency", "")}}},
          {"period", offer.value("period", "")},
          {"model", offer.value("model", "")}};
}

Error malformed() { return {ErrorCode::unavailable, "the market's answer is not what was agreed"}; }

}  // namespace

Result<std::unique_ptr<MarketShelf>> MarketShelf::open(const PluginsParts& parts, Plugins& plugins,
                                                       std::string company) {
  PluginSecrets secrets =
      TRY(PluginSecrets::open(parts.data / "keys", parts.database, parts.random));
  const auto token = TRY(secrets.get(kTokenOwner, kToken));
  if (token && parts.market != nullptr) parts.market->use_company_token(*token);
  return std::unique_ptr<MarketShelf>(
      new MarketShelf(parts, plugins, std::move(secrets), std::move(company)));
}

Result<marketplace::MarketClient*> MarketShelf::market() {
  if (parts_.market != nullptr) return parts_.market;
  return Error{ErrorCode::unavailable,
               "this host knows no market: give it --market and --market-root"};
}

Result<Json> MarketShelf::listings(const std::string& text, const std::string& category,
                                   const std::string& cursor) {
  auto* market = TRY(this->market());
  Json page = TRY(market->catalogue(text, category, cursor));
  if (!page.is_object() || !page.contains("listings") || !page["listings"].is_array())
    return malformed();
  Json merged = Json::array();
  for (Json& listing : page["listings"]) merged.push_back(TRY(merge(std::move(listing))));
  page["listings"] = std::move(merged);
  return page;
}

Result<Json> MarketShelf::listing(const std::string& plugin_id) {
  auto* market = TRY(this->market());
  return merge(TRY(market->listing(plugin_id)));
}

Result<http::Response> MarketShelf::screenshot(const std::string& plugin_id,
                                               const std::string& sha256) {
  auto* market = TRY(this->market());
  const bool is_hash = sha256.size() == 64 && hex_decode(sha256);
  if (!is_hash) return Error{ErrorCode::not_found, "there is no such screenshot"};
  if (auto kept = pictures_.find(sha256)) return picture_answer(std::move(*kept), sha256);
  const Json listing = TRY(market->listing(plugin_id));
  if (!listing.is_object()) return malformed();
  const std::string path = TRY(market_path_of(listing, sha256));
  std::string bytes = TRY(market->file(path, package::kScreenshotBytesMax));
  http::Response shown = TRY(picture_answer(std::move(bytes), sha256));
  pictures_.keep(sha256, shown.body);
  return shown;
}

Result<Json> MarketShelf::handbook(const std::string& plugin_id, const std::string& locale) {
  auto* market = TRY(this->market());
  const Json listing = TRY(market->listing(plugin_id));
  const ListedHandbooks handbooks = listed_handbooks(listing);
  const auto wanted = TRY(handbooks.of(locale));
  const std::string bytes = TRY(market->file(wanted.path, package::kHandbookBytesMax));
  return shown_handbook(bytes, wanted.sha256, wanted.language, handbooks.languages());
}

Result<Json> MarketShelf::merge(Json listing) {
  if (!listing.is_object() || !listing.contains("id") || !listing["id"].is_string())
    return malformed();
  const std::string id = listing["id"];
  listing["screenshots"] = listed_screenshots(listing);
  listing["handbooks"] = listed_handbooks(listing).languages();
  const auto users = TRY(parts_.accounts.users());
  const auto count = static_cast<std::int64_t>(users.size());
  listing["price"] = nullptr;
  if (listing.contains("offers") && listing["offers"].is_array()) {
    for (Json& offer : listing["offers"])
      if (offer.is_object()) offer["company_price"] = price_for(offer, count);
    if (!listing["offers"].empty()) listing["price"] = price_for(listing["offers"].front(), count);
  }
  const auto installed = plugins_.describe(id);
  listing["installed"] = nullptr;
  if (installed)
    listing["installed"] = {{"version", (*installed)["version"]}, {"state", (*installed)["state"]}};
  const auto entitled = plugins_.company_seats().entitlement(id);
  const auto license = listing.find("license");
  const bool free =
      license != listing.end() && license->is_object() && license->value("kind", "") == "free";
  listing["licensed"] = free || (entitled && *entitled != licensing::Entitlement::unlicensed);
  return listing;
}

Status MarketShelf::ensure_company(marketplace::MarketClient& market) {
  if (TRY(secrets_.get(kTokenOwner, kToken))) return ok();
  const std::string authority = TRY(hex_decode(parts_.seats.authority()));
  const auto key = TRY(crypto::PublicKey::from_ed25519(authority));
  const Json answer = TRY(market.register_company(company_, key));
  const std::string token = TRY(json_text(answer, "token"));
  return secrets_.put(kTokenOwner, kToken, token);
}

Result<Json> MarketShelf::order(const Principal& actor, const Order& order) {
  TRY(require_right(actor, "market.order"));
  auto* market = TRY(this->market());
  TRY(ensure_company(*market));
  Json answer = TRY(market->place_order(order.offer_id, order.quantity, order.idempotency_key));
  if (!answer.is_object()) return malformed();
  if (answer.value("product", order.plugin_id) != order.plugin_id)
    log::warning("an offer is for another product than asked for",
                 {{"offer", order.offer_id}, {"plugin", order.plugin_id}});
  const auto license = answer.find("license");
  if (license != answer.end() && license->is_string())
    TRY(plugins_.company_seats().install_document(license->get<std::string>()));
  return answer;
}

Status MarketShelf::fetch_licenses() {
  auto* market = TRY(this->market());
  if (!TRY(secrets_.get(kTokenOwner, kToken)))
    return Error{ErrorCode::not_found,
                 "this host has ordered nothing there; what was ordered otherwise is installed by "
                 "its document (kontor license activate FILE)"};
  // Whoever fetches may have been told that a key changed a minute ago.
  TRY(market->refresh());
  if (parts_.renew_trust) parts_.renew_trust();
  const auto documents = TRY(market->licenses());
  for (const std::string& document : documents)
    TRY(plugins_.company_seats().install_document(document));
  return ok();
}

}  // namespace kontor::host

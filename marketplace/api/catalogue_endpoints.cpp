#include <algorithm>
#include <any>
#include <charconv>

#include "base/core/bytes.hpp"
#include "marketplace/api/access.hpp"
#include "marketplace/api/answers.hpp"
#include "marketplace/api/answers/catalogue_answers.hpp"
#include "marketplace/api/market_routes.hpp"

namespace kontor::marketplace {
namespace {

Result<std::optional<std::int64_t>> query_number(const http::Request& request,
                                                 const std::string& name) {
  const std::string& text = request.query_or(name, "");
  if (text.empty()) return std::optional<std::int64_t>();
  std::int64_t number = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (failed != std::errc() || end != text.data() + text.size())
    return Error{ErrorCode::invalid_argument, "'" + name + "' is no number"};
  return std::optional<std::int64_t>(number);
}

// Who sends a company's token is shown what is for it alone; any other token is nobody's here.
Result<Shopper> shopper_of(Market& market, const http::Request& request) {
  Shopper shopper{.users = TRY(query_number(request, "users"))};
  if (request.header("authorization").empty()) return shopper;
  if (const auto identity = company_only(market).check(request))
    shopper.company_id = std::any_cast<const Principal&>(*identity).id;
  return shopper;
}

Result<http::Response> search(Market& market, const http::Request& request) {
  CatalogueQuery query{
      .text = request.query_or("q", ""), .category = request.query_or("category", ""), .after = {}};
  query.after = TRY(base64url_decode(request.query_or("cursor", "")));
  if (const auto limit = TRY(query_number(request, "limit")))
    query.limit = static_cast<int>(std::clamp<std::int64_t>(*limit, 0, kCataloguePageMax + 1));
  const Shopper shopper = TRY(shopper_of(market, request));
  const CataloguePage page = TRY(search_catalogue(market, query, shopper));
  Json json = answer_list("listings", page.listings);
  json["next"] = page.next.empty() ? Json(nullptr) : Json(base64url_encode(page.next));
  return http::Response::json(json);
}

}  // namespace

void add_catalogue_endpoints(http::Router& router, Market& market) {
  router.add({.method = "GET",
              .path = "/api/v1/catalogue",
              .auth = http::Auth::anonymous("the catalogue is a shop window"),
              .handler = [&market](const auto& request) { return search(market, request); },
              .summary = "Search the catalogue by words and category, with prices for `users`.",
              .answer_schema = answers::listings(),
              .query_names = {"q", "category", "cursor", "limit", "users"}});
  router.add({.method = "GET",
              .path = "/api/v1/catalogue/{plugin_id}",
              .auth = http::Auth::anonymous("the catalogue is a shop window"),
              .handler = [&market](const http::Request& request) -> Result<http::Response> {
                const Shopper shopper = TRY(shopper_of(market, request));
                return http::Response::json(
                    answer(TRY(listing_detail(market, request.path.at("plugin_id"), shopper))));
              },
              .summary = "Read one plugin with its releases and offers.",
              .answer_schema = answers::listing_detail(),
              .query_names = {"users"}});
}

}  // namespace kontor::marketplace

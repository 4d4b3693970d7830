#include "licensing/cli/buying.hpp"

#include "base/core/files.hpp"
#include "base/core/random.hpp"
#include "base/core/uuid.hpp"
#include "licensing/cli/service.hpp"

namespace kontor::licensing {
namespace {

// The document goes to a file and not to the terminal.
Result<Json> keep_document(Json order, const std::filesystem::path& out) {
  if (out.empty() || !order.contains("license") || !order["license"].is_string()) return order;
  TRY(write_file(out, order["license"].get<std::string>() + "\n"));
  order["written_to"] = out.string();
  order.erase("license");
  return order;
}

std::string new_key() {
  const SystemClock clock;
  SystemRandom random;
  return IdSource(clock, random).next();
}

}  // namespace

Result<Json> register_company(const LicenseWish& wish) {
  if (std::filesystem::exists(wish.out))
    return Error{ErrorCode::conflict,
                 wish.out.string() + " is there already; a company registers once"};
  Json body{{"name", wish.company}};
  if (!wish.ledger_key.empty()) body["ledger_key"] = wish.ledger_key;
  Service market = TRY(Service::market(wish));
  Json answer = TRY(market.call("POST", "/api/v1/companies", body));
  const std::string token = TRY(json_text(answer, "token"));
  TRY(write_file(wish.out, token + "\n", FileMode::secret));
  answer.erase("token");
  answer["written_to"] = wish.out.string();
  return answer;
}

Result<Json> quote_product(const LicenseWish& wish) {
  Service market = TRY(Service::market(wish));
  const Json listing =
      TRY(market.call("GET", "/api/v1/catalogue/" + http::percent_encode(wish.product) +
                                 "?users=" + std::to_string(wish.quantity)));
  Json quoted{{"product", wish.product}, {"quotes", Json::array()}};
  for (const Json& offer : listing.value("offers", Json::array())) {
    const std::string id = TRY(json_text(offer, "offer_id"));
    if (!wish.offer.empty() && wish.offer != id) continue;
    Json asked{{"offer_id", id}, {"quantity", wish.quantity}};
    if (wish.term_months > 0) asked["term_months"] = wish.term_months;
    if (wish.kind != "purchase") asked["grant"] = wish.kind;
    auto quote = market.call("POST", "/api/v1/quotes", asked);
    // One offer that cannot be had this way leaves the others to choose from.
    if (!quote && wish.offer.empty() && quote.error().code == ErrorCode::invalid_argument)
      quote = Json{{"refused", quote.error().message}};
    if (!quote) return quote;
    quoted["quotes"].push_back({{"offer", offer}, {"quote", std::move(*quote)}});
  }
  if (quoted["quotes"].empty())
    return Error{ErrorCode::not_found, wish.offer.empty()
                                           ? "nothing is sold for " + wish.product +
                                                 "; kontor install " + wish.product + " installs it"
                                           : wish.product + " has no offer " + wish.offer +
                                                 "; kontor license quote " + wish.product +
                                                 " shows those there are"};
  return quoted;
}

Result<Json> order_seats(const LicenseWish& wish) {
  Service market = TRY(Service::market(wish));
  const std::string key = wish.idempotency_key.empty() ? new_key() : wish.idempotency_key;
  Json body = Json::object();
  if (!wish.offer.empty()) body["offer_id"] = wish.offer;
  // A change of a licence keeps its seats.
  if (wish.license.empty()) body["quantity"] = wish.quantity;
  if (wish.kind != "purchase") body["kind"] = wish.kind;
  if (wish.term_months > 0) body["term_months"] = wish.term_months;
  if (!wish.coupon.empty()) body["coupon"] = wish.coupon;
  if (!wish.license.empty()) body["license_id"] = wish.license;
  Result<Json> order =
      market.call_again("POST", "/api/v1/orders", body, {{"idempotency-key", key}});
  if (!order && order.error().code == ErrorCode::unavailable) {
    Error error = order.error();
    error.message += "; whether the order arrived is not known. Ask again with --key " + key +
                     ", then nothing is bought twice";
    return error;
  }
  if (!order) return order;
  return keep_document(std::move(*order), wish.out);
}

Result<Json> begin_license(const LicenseWish& wish) {
  Service market = TRY(Service::market(wish));
  const std::string path = "/api/v1/licenses/" + http::percent_encode(wish.license) + "/activation";
  Json begun = TRY(market.call_again("POST", path, Json::object(), {}));
  return keep_document(std::move(begun), wish.out);
}

Result<Json> look_at_order(const LicenseWish& wish) {
  Service market = TRY(Service::market(wish));
  Json order = TRY(market.call("GET", "/api/v1/orders/" + http::percent_encode(wish.order)));
  return keep_document(std::move(order), wish.out);
}

}  // namespace kontor::licensing

#include "marketplace/app/orders.hpp"

#include <algorithm>

#include "base/core/bytes.hpp"
#include "base/core/log.hpp"
#include "licensing/document/license_document.hpp"
#include "marketplace/app/licenses.hpp"
#include "marketplace/core/price.hpp"
#include "marketplace/core/token.hpp"
#include "marketplace/store/company_store.hpp"
#include "marketplace/store/offer_store.hpp"
#include "marketplace/store/order_store.hpp"

namespace kontor::marketplace {
namespace {

// "2026-000017": numbers begin anew each year and have no gaps.
Result<std::string> next_invoice_number(OrderStore& store, TimeMs now_ms) {
  const std::string year = to_rfc3339(now_ms).substr(0, 4);
  const std::string number = std::to_string(TRY(store.next_number("invoice." + year)));
  constexpr std::size_t kDigits = 6;
  return year + "-" + std::string(kDigits - std::min(kDigits, number.size()), '0') + number;
}

Result<OrderStanding> standing(OrderStore& store, Order order) {
  OrderStanding result{.order = std::move(order), .license = {}};
  result.license = TRY(store.license_of(result.order.order_id));
  return result;
}

Result<OrderStanding> license_now(Market& market, db::Session& session, Order order) {
  OrderStanding result{.order = std::move(order), .license = {}};
  result.license = TRY(issue_license(market, session, result.order));
  result.order.state = OrderState::licensed;
  log::info("licence issued", {{"order", result.order.order_id},
                               {"product", result.order.product},
                               {"license", result.license->license_id}});
  return result;
}

}  // namespace

Result<RegisteredCompany> register_company(Market& market, const std::string& name,
                                           const std::string& ledger_key) {
  if (!ledger_key.empty()) {
    const std::string raw = TRY(hex_decode(ledger_key));
    TRY(crypto::PublicKey::from_ed25519(raw));
    if (hex_encode(raw) != ledger_key)
      return Error{ErrorCode::invalid_argument, "write ledger_key in lower-case hexadecimal"};
  }
  const Token token = make_token(market.random, "kc_");
  const Company company{.company_id = market.ids.next(),
                        .name = name,
                        .ledger_key = ledger_key,
                        .created_at_ms = market.clock.now_ms()};
  TRY(market.database.transaction(
      [&](db::Session& session) { return CompanyStore(session).insert(company, token.hash); }));
  log::info("company registered", {{"company", company.company_id}});
  return RegisteredCompany{.company = company, .token = token.text};
}

Result<OrderStanding> place_order(Market& market, const std::string& company_id,
                                  const std::string& offer_id, std::int64_t quantity,
                                  const std::string& idempotency_key) {
  return market.database.transaction([&](db::Session& session) -> Result<OrderStanding> {
    OrderStore orders(session);
    const std::string key = idempotency_key.empty() ? market.ids.next() : idempotency_key;
    const StoredOffer stored = TRY(OfferStore(session).get(offer_id));
    const auto keys = TRY(market.repository.vendor_keys(stored.vendor));
    const licensing::Offer offer = TRY(licensing::verify_offer(stored.envelope, keys));
    const Quote quoted = TRY(quote(offer, quantity));
    if (auto earlier = TRY(orders.find_by_key(company_id, key))) {
      if (earlier->offer_id != offer_id || earlier->seats != quoted.seats)
        return Error{ErrorCode::conflict,
                     "this Idempotency-Key belongs to an order of something else"};
      return standing(orders, std::move(*earlier));
    }
    const TimeMs now_ms = market.clock.now_ms();
    std::string invoice_number = TRY(next_invoice_number(orders, now_ms));
    Order order{.order_id = market.ids.next(),
                .company_id = company_id,
                .offer_id = offer_id,
                .offer = stored.envelope,
                .product = offer.product,
                .seats = quoted.seats,
                .total = quoted.total,
                .state = OrderState::invoiced,
                .invoice_number = std::move(invoice_number),
                .idempotency_key = key,
                .created_at_ms = now_ms};
    TRY(orders.insert(order));
    if (order.total.amount == 0) return license_now(market, session, std::move(order));
    return standing(orders, std::move(order));
  });
}

Result<OrderStanding> get_order(Market& market, const std::string& company_id,
                                const std::string& order_id) {
  return market.database.read([&](db::Session& session) -> Result<OrderStanding> {
    OrderStore orders(session);
    Order order = TRY(orders.get(order_id));
    if (order.company_id != company_id)
      return Error{ErrorCode::not_found, "no order '" + order_id + "'"};
    return standing(orders, std::move(order));
  });
}

Result<OrderPage> unpaid_orders(Market& market, const std::string& after_invoice) {
  constexpr std::size_t kPage = 100;
  auto found = TRY(market.database.read([&](db::Session& session) {
    return OrderStore(session).unpaid(after_invoice, static_cast<int>(kPage) + 1);
  }));
  OrderPage page;
  const bool more = found.size() > kPage;
  if (more) found.pop_back();
  page.orders.reserve(found.size());
  for (auto& [order, company] : found)
    page.orders.push_back({.order = std::move(order), .company = std::move(company)});
  if (more) page.next = page.orders.back().order.invoice_number;
  return page;
}

Result<OrderStanding> record_payment(Market& market, const std::string& order_id,
                                     const std::string& reference, licensing::Money money) {
  return market.database.transaction([&](db::Session& session) -> Result<OrderStanding> {
    OrderStore orders(session);
    Order order = TRY(orders.get(order_id));
    if (money.currency.empty()) money.currency = order.total.currency;
    if (money.amount != order.total.amount || money.currency != order.total.currency)
      return Error{ErrorCode::invalid_argument, "invoice " + order.invoice_number + " is over " +
                                                    std::to_string(order.total.amount) + " " +
                                                    order.total.currency + " (minor units), not " +
                                                    std::to_string(money.amount) + " " +
                                                    money.currency};
    if (const auto earlier = TRY(orders.payment(order_id))) {
      if (earlier->reference != reference)
        return Error{ErrorCode::conflict, "invoice " + order.invoice_number +
                                              " is paid by reference '" + earlier->reference +
                                              "' already"};
      return standing(orders, std::move(order));
    }
    if (order.state == OrderState::licensed)
      return Error{ErrorCode::conflict, "order '" + order_id + "' needs no payment"};
    TRY(orders.insert_payment({.order_id = order_id,
                               .reference = reference,
                               .money = money,
                               .recorded_at_ms = market.clock.now_ms()}));
    return license_now(market, session, std::move(order));
  });
}

Result<std::vector<IssuedLicense>> company_licenses(Market& market, const std::string& company_id) {
  return market.database.read(
      [&](db::Session& session) { return OrderStore(session).licenses(company_id); });
}

}  // namespace kontor::marketplace

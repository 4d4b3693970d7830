#include "marketplace/app/orders.hpp"

#include <algorithm>

#include "marketplace/app/order_standing.hpp"
#include "marketplace/store/invoice_store.hpp"
#include "marketplace/store/license_store.hpp"
#include "marketplace/store/order_store.hpp"

namespace kontor::marketplace {
namespace {

constexpr std::size_t kOrdersPage = 100;

Result<Order> own_order(db::Session& session, const std::string& company_id,
                        const std::string& order_id) {
  Order order = TRY(OrderStore(session).get(order_id));
  if (!company_id.empty() && order.company_id != company_id)
    return Error{ErrorCode::not_found, "no order '" + order_id + "'"};
  return order;
}

}  // namespace

Result<std::string> next_invoice_number(db::Session& session, TimeMs now_ms) {
  const std::string year = to_rfc3339(now_ms).substr(0, 4);
  const std::string number =
      std::to_string(TRY(OrderStore(session).next_number("invoice." + year)));
  constexpr std::size_t kDigits = 6;
  return year + "-" + std::string(kDigits - std::min(kDigits, number.size()), '0') + number;
}

Result<OrderStanding> standing_of(db::Session& session, Order order) {
  OrderStanding standing{.order = std::move(order), .license = {}, .schedule = {}};
  if (standing.order.licensed_at_ms > 0)
    standing.license = TRY(IssuedLicenseStore(session).find(standing.order.license_id));
  standing.schedule = TRY(InvoiceStore(session).schedule(standing.order.order_id));
  return standing;
}

Result<OrderStanding> standing_of(db::Session& session, const std::string& order_id) {
  Order order = TRY(OrderStore(session).get(order_id));
  return standing_of(session, std::move(order));
}

Result<OrderStanding> get_order(Market& market, const std::string& company_id,
                                const std::string& order_id) {
  return market.database.read([&](db::Session& session) -> Result<OrderStanding> {
    Order order = TRY(own_order(session, company_id, order_id));
    return standing_of(session, std::move(order));
  });
}

Result<Invoice> get_invoice(Market& market, const std::string& company_id,
                            const std::string& order_id, InvoiceKind kind) {
  return market.database.read([&](db::Session& session) -> Result<Invoice> {
    TRY(own_order(session, company_id, order_id));
    auto invoice = TRY(InvoiceStore(session).find(order_id, kind));
    if (!invoice)
      return Error{ErrorCode::not_found,
                   "order '" + order_id + "' has no " + std::string(to_text(kind))};
    return *std::move(invoice);
  });
}

Result<std::vector<OrderStanding>> company_orders(Market& market, const std::string& company_id,
                                                  const std::string& before_id) {
  return market.database.read([&](db::Session& session) -> Result<std::vector<OrderStanding>> {
    auto orders =
        TRY(OrderStore(session).of_company(company_id, before_id, static_cast<int>(kOrdersPage)));
    std::vector<OrderStanding> standings;
    standings.reserve(orders.size());
    for (Order& order : orders) {
      OrderStanding standing = TRY(standing_of(session, std::move(order)));
      standings.push_back(std::move(standing));
    }
    return standings;
  });
}

Result<OrderPage> unpaid_orders(Market& market, const std::string& after_invoice) {
  auto found = TRY(market.database.read([&](db::Session& session) {
    return OrderStore(session).unpaid(after_invoice, static_cast<int>(kOrdersPage) + 1);
  }));
  OrderPage page;
  const bool more = found.size() > kOrdersPage;
  if (more) found.pop_back();
  page.orders.reserve(found.size());
  for (auto& [order, company] : found)
    page.orders.push_back({.order = std::move(order), .company = std::move(company)});
  if (more) page.next = page.orders.back().order.invoice_number;
  return page;
}

}  // namespace kontor::marketplace

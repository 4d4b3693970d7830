#pragma once

#include <optional>
#include <string>
#include <vector>

#include "marketplace/app/market.hpp"
#include "marketplace/core/invoice.hpp"
#include "marketplace/core/order.hpp"

namespace kontor::marketplace {

// An order with the licence it led to, if it did.
struct OrderStanding {
  Order order = {};
  std::optional<IssuedLicense> license = {};
  std::vector<Instalment> schedule = {};
};

// Orders what is wished under the offer as it stands now, or as it is frozen in the licence that
// changes, and writes the invoice; a sum of zero is licensed at once. The same idempotency key
// with the same wish is the same order, with another wish a conflict. One change of a licence is
// ordered at a time (conflict, code "order-open").
Result<OrderStanding> place_order(Market& market, const std::string& company_id,
                                  const OrderWish& wish, const std::string& idempotency_key);

// not_found also for another company's; an empty company is the operator, who sees all.
Result<OrderStanding> get_order(Market& market, const std::string& company_id,
                                const std::string& order_id);
Result<Invoice> get_invoice(Market& market, const std::string& company_id,
                            const std::string& order_id, InvoiceKind kind);

// The company's orders, newest first, 100 a page, those before `before_id`.
Result<std::vector<OrderStanding>> company_orders(Market& market, const std::string& company_id,
                                                  const std::string& before_id);

// Orders whose invoice is open, by its number; `next` goes on where a full page ended.
struct UnpaidOrder {
  Order order = {};
  std::string company = {};  // Its name.
};
struct OrderPage {
  std::vector<UnpaidOrder> orders = {};
  std::string next = {};
};
Result<OrderPage> unpaid_orders(Market& market, const std::string& after_invoice);

}  // namespace kontor::marketplace

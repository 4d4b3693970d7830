#pragma once

#include <optional>
#include <string>
#include <vector>

#include "marketplace/app/market.hpp"
#include "marketplace/core/order.hpp"

namespace kontor::marketplace {

struct RegisteredCompany {
  Company company = {};
  std::string token = {};  // Told once.
};

// `ledger_key`: hexadecimal Ed25519 key of the company's own seat ledger; empty lets the
// market count.
Result<RegisteredCompany> register_company(Market& market, const std::string& name,
                                           const std::string& ledger_key);

// An order with the licence it led to, if it did.
struct OrderStanding {
  Order order = {};
  std::optional<IssuedLicense> license = {};
};

// Orders `quantity` seats under the offer as it stands now and writes the invoice; a price of
// zero is licensed at once. The same idempotency key with the same wish is the same order,
// with another wish a conflict.
Result<OrderStanding> place_order(Market& market, const std::string& company_id,
                                  const std::string& offer_id, std::int64_t quantity,
                                  const std::string& idempotency_key);

// not_found also for another company's.
Result<OrderStanding> get_order(Market& market, const std::string& company_id,
                                const std::string& order_id);

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

// Records that the invoice was paid and issues the licence, once: the same reference again is
// the same success. conflict for a second payment under another reference, or a reference
// that paid another order; invalid_argument for another sum than the invoice's. An empty
// currency means the invoice's.
Result<OrderStanding> record_payment(Market& market, const std::string& order_id,
                                     const std::string& reference, licensing::Money money);

Result<std::vector<IssuedLicense>> company_licenses(Market& market, const std::string& company_id);

}  // namespace kontor::marketplace

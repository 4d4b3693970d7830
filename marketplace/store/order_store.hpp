#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/db/database.hpp"
#include "marketplace/core/invoice.hpp"
#include "marketplace/core/order.hpp"
#include "marketplace/core/order_price.hpp"

namespace kontor::marketplace {

// Orders, their invoices and schedules. Lives inside one transaction.
class OrderStore {
 public:
  explicit OrderStore(db::Session& session) : session_(session) {}

  Status insert(const Order& order);
  Result<Order> get(const std::string& order_id);  // not_found
  Result<std::optional<Order>> find_by_key(const std::string& company_id,
                                           const std::string& idempotency_key);
  // Orders nobody paid, with their companies' names, by invoice number.
  Result<std::vector<std::pair<Order, std::string>>> unpaid(const std::string& after_invoice,
                                                            int limit);
  // What made and changed a licence and was not taken back, oldest first.
  Result<std::vector<Order>> of_license(const std::string& license_id);
  // What the company has paid under this offer and was not taken back.
  Result<FeesPaid> fees_paid(const std::string& company_id, const std::string& offer_id);
  // An order that is to change a licence and is neither paid nor closed.
  Result<std::optional<std::string>> open_for_license(const std::string& license_id);
  // The company's, newest first, those before `before_id`.
  Result<std::vector<Order>> of_company(const std::string& company_id, const std::string& before_id,
                                        int limit);

  // The order with this invoice number; empty if there is none.
  Result<std::string> of_invoice_number(const std::string& number);

  // Adds to what was paid; conflict if somebody else did since the order was read, or it is
  // closed.
  Status add_paid(const Order& order, std::int64_t amount);
  // conflict unless it is neither licensed nor closed.
  Status set_licensed(const std::string& order_id, const std::string& license_id, TimeMs now_ms);
  // `cancelled` or `refunded`; conflict if it is closed already.
  Status close(const std::string& order_id, OrderState state);

  // The same offer, signed again: takes the place of the frozen one wherever the signed bytes are
  // the very same. Number of orders.
  Result<std::int64_t> countersign(const std::string& offer_id, const Json& envelope);

  // The next number of a series, beginning with 1; no number is given twice.
  Result<std::int64_t> next_number(const std::string& series);

 private:
  db::Session& session_;
};

}  // namespace kontor::marketplace

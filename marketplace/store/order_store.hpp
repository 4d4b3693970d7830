#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/db/database.hpp"
#include "marketplace/core/order.hpp"

namespace kontor::marketplace {

// Orders, their payments and the licences issued for them. Lives inside one transaction.
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
  // The next number of a series, beginning with 1; no number is given twice.
  Result<std::int64_t> next_number(const std::string& series);

  Result<std::optional<Payment>> payment(const std::string& order_id);
  // conflict if the reference has paid another order.
  Status insert_payment(const Payment& payment);

  // Writes the licence and marks the order licensed. conflict if it had one.
  Status issue(const IssuedLicense& license);
  Result<std::optional<IssuedLicense>> license_of(const std::string& order_id);
  Result<std::vector<IssuedLicense>> licenses(const std::string& company_id);

 private:
  db::Session& session_;
};

}  // namespace kontor::marketplace

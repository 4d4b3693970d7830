#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/db/database.hpp"
#include "marketplace/core/invoice.hpp"

namespace kontor::marketplace {

// Invoices, credit notes and the schedules of instalments. Lives inside one transaction.
class InvoiceStore {
 public:
  explicit InvoiceStore(db::Session& session) : session_(session) {}

  // With its schedule. conflict if the order has one of the kind.
  Status insert(const Invoice& invoice);
  Result<std::optional<Invoice>> find(const std::string& order_id, InvoiceKind kind);
  // The order an invoice with this reference was written for.
  Result<std::optional<std::string>> order_of_reference(const std::string& reference);
  Result<std::vector<Instalment>> schedule(const std::string& order_id);

 private:
  db::Session& session_;
};

}  // namespace kontor::marketplace

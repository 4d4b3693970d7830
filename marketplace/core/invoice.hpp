#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/core/clock.hpp"
#include "base/core/json.hpp"
#include "licensing/core/offer.hpp"
#include "marketplace/core/billing_rules.hpp"
#include "marketplace/core/party.hpp"

namespace kontor::marketplace {

enum class InvoiceKind {
  invoice,
  credit_note,  // Takes an invoice back; its amounts are those of the invoice below zero.
};
std::string_view to_text(InvoiceKind kind);
Result<InvoiceKind> parse_invoice_kind(std::string_view text);

struct InvoiceLine {
  std::string text = {};
  std::int64_t quantity = 1;
  std::int64_t unit = 0;    // Minor units, net.
  std::int64_t amount = 0;  // The line's net sum; below zero for a discount.
};

struct Instalment {
  std::int64_t number = 0;  // From 1.
  TimeMs due_at_ms = 0;
  std::int64_t amount = 0;
};

// What is sent to a buyer's bookkeeper. Never changed once it has a number.
struct Invoice {
  InvoiceKind kind = InvoiceKind::invoice;
  std::string number = {};
  std::string order_id = {};
  std::string corrects = {};   // Number of the invoice a credit note takes back.
  std::string reference = {};  // ISO 11649; what the buyer writes on the payment.
  Party seller = {};
  Party buyer = {};
  TimeMs issued_at_ms = 0;
  TimeMs due_at_ms = 0;
  std::string currency = {};
  std::vector<InvoiceLine> lines = {};
  TaxDecision tax = {};
  std::int64_t net = 0, tax_amount = 0, gross = 0;
  std::vector<Instalment> schedule = {};  // Empty: all at once.
};

// Sums up the lines and puts the tax on top: tax is rounded once, on the sum, half to even.
// invalid_argument if a sum leaves 64 bits or is below zero.
Status sum_up(Invoice& invoice);
// The credit note that takes the whole invoice back.
Invoice credit_note(const Invoice& invoice, std::string number, TimeMs now_ms);

Json to_json(const Invoice& invoice);
Result<Invoice> parse_invoice(const Json& json);  // As to_json wrote it.

}  // namespace kontor::marketplace

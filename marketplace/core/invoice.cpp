#include "marketplace/core/invoice.hpp"

namespace kontor::marketplace {
namespace {

// Far below 64 bits, so that sums, taxes and shares of it fit, too.
constexpr std::int64_t kInvoiceAmountMax = std::int64_t{1} << 56;

Json line_json(const InvoiceLine& line) {
  return {{"text", line.text},
          {"quantity", line.quantity},
          {"unit", line.unit},
          {"amount", line.amount}};
}

Json instalment_json(const Instalment& part) {
  return {{"number", part.number}, {"due", to_rfc3339(part.due_at_ms)}, {"amount", part.amount}};
}

Result<TimeMs> stored_time(const Json& json, const char* name) {
  const std::string text = TRY(json_text(json, name));
  return parse_rfc3339(text);
}

}  // namespace

std::string_view to_text(InvoiceKind kind) {
  return kind == InvoiceKind::invoice ? "invoice" : "credit_note";
}

Result<InvoiceKind> parse_invoice_kind(std::string_view text) {
  if (text == "invoice") return InvoiceKind::invoice;
  if (text == "credit_note") return InvoiceKind::credit_note;
  return Error{ErrorCode::internal, "no kind of invoice '" + std::string(text) + "'"};
}

Status sum_up(Invoice& invoice) {
  std::int64_t net = 0;
  for (const InvoiceLine& line : invoice.lines)
    if (__builtin_add_overflow(net, line.amount, &net))
      return Error{ErrorCode::invalid_argument, "the sum is too large to be written down"};
  if (net < 0) return Error{ErrorCode::invalid_argument, "an invoice is not below zero"};
  if (net > kInvoiceAmountMax)
    return Error{ErrorCode::invalid_argument, "the sum is too large to be written down"};
  invoice.net = net;
  invoice.tax_amount = share_of(net, invoice.tax.basis_points);
  invoice.gross = invoice.net + invoice.tax_amount;
  return ok();
}

Invoice credit_note(const Invoice& invoice, std::string number, TimeMs now_ms) {
  Invoice note = invoice;
  note.kind = InvoiceKind::credit_note;
  note.corrects = invoice.number;
  note.number = std::move(number);
  note.issued_at_ms = now_ms;
  note.due_at_ms = now_ms;
  note.schedule.clear();
  for (InvoiceLine& line : note.lines) {
    line.unit = -line.unit;
    line.amount = -line.amount;
  }
  note.net = -invoice.net;
  note.tax_amount = -invoice.tax_amount;
  note.gross = -invoice.gross;
  return note;
}

Json to_json(const Invoice& invoice) {
  Json lines = Json::array(), schedule = Json::array();
  for (const InvoiceLine& line : invoice.lines) lines.push_back(line_json(line));
  for (const Instalment& part : invoice.schedule) schedule.push_back(instalment_json(part));
  return {{"kind", to_text(invoice.kind)},
          {"number", invoice.number},
          {"order_id", invoice.order_id},
          {"corrects", invoice.corrects},
          {"reference", invoice.reference},
          {"seller", to_json(invoice.seller)},
          {"buyer", to_json(invoice.buyer)},
          {"issued", to_rfc3339(invoice.issued_at_ms)},
          {"due", to_rfc3339(invoice.due_at_ms)},
          {"currency", invoice.currency},
          {"lines", std::move(lines)},
          {"tax", {{"name", invoice.tax.name}, {"basis_points", invoice.tax.basis_points}}},
          {"net", invoice.net},
          {"tax_amount", invoice.tax_amount},
          {"gross", invoice.gross},
          {"schedule", std::move(schedule)}};
}

Result<Invoice> parse_invoice(const Json& json) {
  Invoice invoice;
  const std::string kind = TRY(json_text(json, "kind"));
  invoice.kind = TRY(parse_invoice_kind(kind));
  invoice.number = TRY(json_text(json, "number"));
  invoice.order_id = TRY(json_text(json, "order_id"));
  invoice.corrects = TRY(json_text(json, "corrects"));
  invoice.reference = TRY(json_text(json, "reference"));
  invoice.currency = TRY(json_text(json, "currency"));
  invoice.issued_at_ms = TRY(stored_time(json, "issued"));
  invoice.due_at_ms = TRY(stored_time(json, "due"));
  invoice.seller = TRY(parse_party(json.value("seller", Json::object())));
  invoice.buyer = TRY(parse_party(json.value("buyer", Json::object())));
  invoice.net = TRY(json_integer(json, "net"));
  invoice.tax_amount = TRY(json_integer(json, "tax_amount"));
  invoice.gross = TRY(json_integer(json, "gross"));
  const Json tax = json.value("tax", Json::object());
  invoice.tax = {.name = tax.value("name", ""),
                 .basis_points = tax.value("basis_points", std::int64_t{0})};
  const Json lines = json.value("lines", Json::array());
  invoice.lines.reserve(lines.size());
  for (const Json& line : lines)
    invoice.lines.push_back({.text = line.value("text", ""),
                             .quantity = line.value("quantity", std::int64_t{1}),
                             .unit = line.value("unit", std::int64_t{0}),
                             .amount = line.value("amount", std::int64_t{0})});
  const Json schedule = json.value("schedule", Json::array());
  invoice.schedule.reserve(schedule.size());
  for (const Json& part : schedule) {
    const TimeMs due_at_ms = TRY(stored_time(part, "due"));
    invoice.schedule.push_back({.number = part.value("number", std::int64_t{0}),
                                .due_at_ms = due_at_ms,
                                .amount = part.value("amount", std::int64_t{0})});
  }
  return invoice;
}

}  // namespace kontor::marketplace

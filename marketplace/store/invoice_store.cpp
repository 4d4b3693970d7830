#include "marketplace/store/invoice_store.hpp"

namespace kontor::marketplace {

Status InvoiceStore::insert(const Invoice& invoice) {
  TRY(session_.execute(
      R"sql(INSERT INTO invoice (number, order_id, kind, reference, document, issued_at_ms)
            VALUES ($1, $2, $3, $4, $5, $6))sql",
      {invoice.number, invoice.order_id, std::string(to_text(invoice.kind)), invoice.reference,
       kontor::to_text(to_json(invoice)), invoice.issued_at_ms}));
  for (const Instalment& part : invoice.schedule)
    TRY(session_.execute(
        R"sql(INSERT INTO instalment (order_id, number, due_at_ms, amount)
              VALUES ($1, $2, $3, $4))sql",
        {invoice.order_id, part.number, part.due_at_ms, part.amount}));
  return ok();
}

Result<std::optional<Invoice>> InvoiceStore::find(const std::string& order_id, InvoiceKind kind) {
  const auto row =
      TRY(session_.query_row("SELECT document FROM invoice WHERE order_id = $1 AND kind = $2",
                             {order_id, std::string(to_text(kind))}));
  if (!row) return std::optional<Invoice>();
  const Json document = TRY(parse_json(row->text(0)));
  Invoice invoice = TRY(parse_invoice(document));
  return std::optional<Invoice>(std::move(invoice));
}

Result<std::optional<std::string>> InvoiceStore::order_of_reference(const std::string& reference) {
  const auto row = TRY(session_.query_row(
      "SELECT order_id FROM invoice WHERE reference = $1 AND kind = 'invoice'", {reference}));
  if (!row) return std::optional<std::string>();
  return std::optional<std::string>(row->text(0));
}

Result<std::vector<Instalment>> InvoiceStore::schedule(const std::string& order_id) {
  const auto rows = TRY(session_.query(
      "SELECT number, due_at_ms, amount FROM instalment WHERE order_id = $1 ORDER BY number",
      {order_id}));
  std::vector<Instalment> parts;
  parts.reserve(rows.size());
  for (const db::Row& row : rows)
    parts.push_back(
        {.number = row.integer(0), .due_at_ms = row.integer(1), .amount = row.integer(2)});
  return parts;
}

}  // namespace kontor::marketplace

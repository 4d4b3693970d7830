#include "marketplace/store/receipt_store.hpp"

namespace kontor::marketplace {
namespace {

constexpr const char* kSelectReceipt =
    "SELECT receipt_id, source, reference, order_id, amount, currency, applied, returned, "
    "outcome, payer, message, return_reference, recorded_at_ms FROM receipt ";

Result<Receipt> receipt_of(const db::Row& row) {
  Receipt receipt{.receipt_id = row.text(0)};
  receipt.source = TRY(parse_receipt_source(row.text(1)));
  receipt.reference = row.text(2);
  receipt.order_id = row.text(3);
  receipt.money = {.amount = row.integer(4), .currency = row.text(5)};
  receipt.applied = row.integer(6);
  receipt.returned = row.integer(7);
  receipt.outcome = TRY(parse_receipt_outcome(row.text(8)));
  receipt.payer = row.text(9);
  receipt.message = row.text(10);
  receipt.return_reference = row.text(11);
  receipt.recorded_at_ms = row.integer(12);
  return receipt;
}

Result<std::vector<Receipt>> receipts_of(const std::vector<db::Row>& rows) {
  std::vector<Receipt> receipts;
  receipts.reserve(rows.size());
  for (const db::Row& row : rows) {
    Receipt receipt = TRY(receipt_of(row));
    receipts.push_back(std::move(receipt));
  }
  return receipts;
}

db::Value text_or_null(const std::string& text) {
  return text.empty() ? db::Value() : db::Value(text);
}

}  // namespace

Result<bool> ReceiptStore::insert(const Receipt& receipt) {
  const auto inserted = TRY(session_.execute(
      R"sql(INSERT INTO receipt (receipt_id, source, reference, order_id, amount, currency, applied,
                                 returned, outcome, payer, message, return_reference,
                                 recorded_at_ms)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
            ON CONFLICT (reference) DO NOTHING)sql",
      {receipt.receipt_id, std::string(to_text(receipt.source)), receipt.reference,
       text_or_null(receipt.order_id), receipt.money.amount, receipt.money.currency,
       receipt.applied, receipt.returned, std::string(to_text(receipt.outcome)), receipt.payer,
       receipt.message, receipt.return_reference, receipt.recorded_at_ms}));
  return inserted > 0;
}

Result<Receipt> ReceiptStore::get(const std::string& receipt_id) {
  const auto row =
      TRY(session_.query_row(std::string(kSelectReceipt) + "WHERE receipt_id = $1", {receipt_id}));
  if (!row) return Error{ErrorCode::not_found, "no receipt '" + receipt_id + "'"};
  return receipt_of(*row);
}

Result<std::optional<Receipt>> ReceiptStore::find(const std::string& reference) {
  const auto row =
      TRY(session_.query_row(std::string(kSelectReceipt) + "WHERE reference = $1", {reference}));
  if (!row) return std::optional<Receipt>();
  Receipt receipt = TRY(receipt_of(*row));
  return std::optional<Receipt>(std::move(receipt));
}

Result<std::vector<Receipt>> ReceiptStore::of_order(const std::string& order_id) {
  const auto rows = TRY(session_.query(
      std::string(kSelectReceipt) + "WHERE order_id = $1 ORDER BY receipt_id LIMIT 1000",
      {order_id}));
  return receipts_of(rows);
}

Result<std::vector<Receipt>> ReceiptStore::held(const std::string& after_id, int limit) {
  const auto rows = TRY(session_.query(
      std::string(kSelectReceipt) +
          "WHERE receipt_id > $1 AND applied + returned < amount ORDER BY receipt_id LIMIT $2",
      {after_id, std::int64_t{limit}}));
  return receipts_of(rows);
}

Status ReceiptStore::update(const Receipt& before, const Receipt& after) {
  const auto changed = TRY(session_.execute(
      R"sql(UPDATE receipt SET order_id = $1, applied = $2, returned = $3, outcome = $4,
                               return_reference = $5
            WHERE receipt_id = $6 AND applied = $7 AND returned = $8)sql",
      {text_or_null(after.order_id), after.applied, after.returned,
       std::string(to_text(after.outcome)), after.return_reference, before.receipt_id,
       before.applied, before.returned}));
  if (changed == 0)
    return Error{ErrorCode::conflict, "receipt '" + before.receipt_id + "' changed meanwhile"};
  return ok();
}

}  // namespace kontor::marketplace

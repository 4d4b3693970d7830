#include "marketplace/store/order_store.hpp"

namespace kontor::marketplace {
namespace {

Result<Order> order_of(const db::Row& row) {
  Order order{.order_id = row.text(0), .company_id = row.text(1), .offer_id = row.text(2)};
  order.offer = TRY(parse_json(row.text(3)));
  order.product = row.text(4);
  order.seats = row.integer(5);
  order.total = {.amount = row.integer(6), .currency = row.text(7)};
  order.state = TRY(parse_order_state(row.text(8)));
  order.invoice_number = row.text(9);
  order.idempotency_key = row.text(10);
  order.created_at_ms = row.integer(11);
  return order;
}

IssuedLicense license_of_row(const db::Row& row) {
  return {.license_id = row.text(0),
          .order_id = row.text(1),
          .company_id = row.text(2),
          .product = row.text(3),
          .document = row.text(4),
          .issued_at_ms = row.integer(5)};
}

}  // namespace

Status OrderStore::insert(const Order& order) {
  TRY(session_.execute(
      R"sql(INSERT INTO purchase (order_id, company_id, offer_id, offer, product, seats, amount,
                                  currency, state, invoice_number, idempotency_key, created_at_ms)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12))sql",
      {order.order_id, order.company_id, order.offer_id, kontor::to_text(order.offer),
       order.product, order.seats, order.total.amount, order.total.currency,
       std::string(to_text(order.state)), order.invoice_number, order.idempotency_key,
       order.created_at_ms}));
  return ok();
}

Result<Order> OrderStore::get(const std::string& order_id) {
  const auto row = TRY(session_.query_row(
      R"sql(SELECT order_id, company_id, offer_id, offer, product, seats, amount, currency, state,
                   invoice_number, idempotency_key, created_at_ms
            FROM purchase WHERE order_id = $1)sql",
      {order_id}));
  if (!row) return Error{ErrorCode::not_found, "no order '" + order_id + "'"};
  return order_of(*row);
}

Result<std::optional<Order>> OrderStore::find_by_key(const std::string& company_id,
                                                     const std::string& idempotency_key) {
  const auto row = TRY(session_.query_row(
      R"sql(SELECT order_id, company_id, offer_id, offer, product, seats, amount, currency, state,
                   invoice_number, idempotency_key, created_at_ms
            FROM purchase WHERE company_id = $1 AND idempotency_key = $2)sql",
      {company_id, idempotency_key}));
  if (!row) return std::optional<Order>();
  return std::optional<Order>(TRY(order_of(*row)));
}

Result<std::vector<std::pair<Order, std::string>>> OrderStore::unpaid(
    const std::string& after_invoice, int limit) {
  const auto rows = TRY(session_.query(
      R"sql(SELECT order_id, purchase.company_id, offer_id, offer, product, seats, amount, currency,
                   state, invoice_number, idempotency_key, purchase.created_at_ms, company.name
            FROM purchase JOIN company ON company.company_id = purchase.company_id
            WHERE state = 'invoiced' AND invoice_number > $1
            ORDER BY invoice_number LIMIT $2)sql",
      {after_invoice, std::int64_t{limit}}));
  std::vector<std::pair<Order, std::string>> orders;
  orders.reserve(rows.size());
  for (const db::Row& row : rows) orders.emplace_back(TRY(order_of(row)), row.text(12));
  return orders;
}

Result<std::int64_t> OrderStore::next_number(const std::string& series) {
  const auto row = TRY(session_.query_row(
      R"sql(INSERT INTO counter (name, value) VALUES ($1, 1)
            ON CONFLICT (name) DO UPDATE SET value = counter.value + 1 RETURNING value)sql",
      {series}));
  if (!row) return Error{ErrorCode::internal, "the counter gave no number"};
  return row->integer(0);
}

Result<std::optional<Payment>> OrderStore::payment(const std::string& order_id) {
  const auto row = TRY(session_.query_row(
      R"sql(SELECT order_id, reference, amount, currency, recorded_at_ms FROM payment
            WHERE order_id = $1)sql",
      {order_id}));
  if (!row) return std::optional<Payment>();
  return std::optional<Payment>(
      Payment{.order_id = row->text(0),
              .reference = row->text(1),
              .money = {.amount = row->integer(2), .currency = row->text(3)},
              .recorded_at_ms = row->integer(4)});
}

Status OrderStore::insert_payment(const Payment& payment) {
  const auto inserted = TRY(session_.execute(
      R"sql(INSERT INTO payment (order_id, reference, amount, currency, recorded_at_ms)
            VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING)sql",
      {payment.order_id, payment.reference, payment.money.amount, payment.money.currency,
       payment.recorded_at_ms}));
  if (inserted == 0)
    return Error{ErrorCode::conflict,
                 "the payment reference '" + payment.reference + "' is recorded for another order"};
  return ok();
}

Status OrderStore::issue(const IssuedLicense& license) {
  const auto changed = TRY(session_.execute(
      R"sql(UPDATE purchase SET state = 'licensed' WHERE order_id = $1 AND state = 'invoiced')sql",
      {license.order_id}));
  if (changed == 0)
    return Error{ErrorCode::conflict, "order '" + license.order_id + "' has its licence already"};
  TRY(session_.execute(
      R"sql(INSERT INTO issued_license (license_id, order_id, company_id, product, document,
                                        issued_at_ms)
            VALUES ($1, $2, $3, $4, $5, $6))sql",
      {license.license_id, license.order_id, license.company_id, license.product, license.document,
       license.issued_at_ms}));
  return ok();
}

Result<std::optional<IssuedLicense>> OrderStore::license_of(const std::string& order_id) {
  const auto row = TRY(session_.query_row(
      R"sql(SELECT license_id, order_id, company_id, product, document, issued_at_ms
            FROM issued_license WHERE order_id = $1)sql",
      {order_id}));
  if (!row) return std::optional<IssuedLicense>();
  return std::optional<IssuedLicense>(license_of_row(*row));
}

Result<std::vector<IssuedLicense>> OrderStore::licenses(const std::string& company_id) {
  const auto rows = TRY(session_.query(
      R"sql(SELECT license_id, order_id, company_id, product, document, issued_at_ms
            FROM issued_license WHERE company_id = $1 ORDER BY license_id LIMIT 1000)sql",
      {company_id}));
  std::vector<IssuedLicense> licenses;
  for (const db::Row& row : rows) licenses.push_back(license_of_row(row));
  return licenses;
}

}  // namespace kontor::marketplace

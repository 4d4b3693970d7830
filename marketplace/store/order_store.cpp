#include "marketplace/store/order_store.hpp"

namespace kontor::marketplace {
namespace {

constexpr const char* kOrderColumns =
    "purchase.order_id, purchase.company_id, purchase.offer_id, purchase.offer, purchase.product, "
    "purchase.seats, purchase.amount, purchase.currency, purchase.state, "
    "purchase.invoice_number, purchase.idempotency_key, purchase.created_at_ms, purchase.vendor, "
    "purchase.wish, purchase.tax, purchase.commission, purchase.paid, purchase.licensed_at_ms, "
    "purchase.license_id, purchase.closed";
constexpr std::size_t kOrderColumnCount = 20;

std::string select_orders(const std::string& rest) {
  return std::string("SELECT ") + kOrderColumns + " FROM purchase " + rest;
}

Result<Order> order_of(const db::Row& row) {
  Order order{.order_id = row.text(0), .company_id = row.text(1), .offer_id = row.text(2)};
  order.offer = TRY(parse_json(row.text(3)));
  order.product = row.text(4);
  order.seats = row.integer(5);
  order.total = {.amount = row.integer(6), .currency = row.text(7)};
  const std::string closed = row.text(19);
  order.state = TRY(parse_order_state(closed.empty() ? row.text(8) : closed));
  order.invoice_number = row.text(9);
  order.idempotency_key = row.text(10);
  order.created_at_ms = row.integer(11);
  order.vendor = row.text(12);
  const Json wish = TRY(parse_json(row.text(13)));
  if (wish.contains("kind")) order.wish = TRY(parse_order_wish(wish["wish"]));
  order.months = wish.value("months", std::int64_t{0});
  order.split.tax = row.integer(14);
  order.split.commission = row.integer(15);
  order.split.share = order.total.amount - order.split.tax - order.split.commission;
  order.paid = row.integer(16);
  order.licensed_at_ms = row.integer(17);
  order.license_id = row.text(18);
  return order;
}

Result<std::vector<Order>> orders_of(const std::vector<db::Row>& rows) {
  std::vector<Order> orders;
  orders.reserve(rows.size());
  for (const db::Row& row : rows) {
    Order order = TRY(order_of(row));
    orders.push_back(std::move(order));
  }
  return orders;
}

Result<std::optional<Order>> order_if_any(const std::optional<db::Row>& row) {
  if (!row) return std::optional<Order>();
  Order order = TRY(order_of(*row));
  return std::optional<Order>(std::move(order));
}

}  // namespace

Status OrderStore::insert(const Order& order) {
  const Json wish{
      {"kind", to_text(order.wish.kind)}, {"months", order.months}, {"wish", to_json(order.wish)}};
  TRY(session_.execute(
      R"sql(INSERT INTO purchase (order_id, company_id, offer_id, offer, product, seats, amount,
                                  currency, state, invoice_number, idempotency_key, created_at_ms,
                                  vendor, wish, tax, commission, license_id)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'invoiced', $9, $10, $11, $12, $13, $14, $15,
                    $16))sql",
      {order.order_id, order.company_id, order.offer_id, kontor::to_text(order.offer),
       order.product, order.seats, order.total.amount, order.total.currency, order.invoice_number,
       order.idempotency_key, order.created_at_ms, order.vendor, kontor::to_text(wish),
       order.split.tax, order.split.commission, order.license_id}));
  return ok();
}

Result<Order> OrderStore::get(const std::string& order_id) {
  const auto row = TRY(session_.query_row(select_orders("WHERE order_id = $1"), {order_id}));
  if (!row) return Error{ErrorCode::not_found, "no order '" + order_id + "'"};
  return order_of(*row);
}

Result<std::optional<Order>> OrderStore::find_by_key(const std::string& company_id,
                                                     const std::string& idempotency_key) {
  const auto row =
      TRY(session_.query_row(select_orders("WHERE company_id = $1 AND idempotency_key = $2"),
                             {company_id, idempotency_key}));
  return order_if_any(row);
}

Result<std::vector<std::pair<Order, std::string>>> OrderStore::unpaid(
    const std::string& after_invoice, int limit) {
  const auto rows = TRY(session_.query(
      std::string("SELECT ") + kOrderColumns +
          ", company.name FROM purchase JOIN company ON company.company_id = purchase.company_id "
          "WHERE closed = '' AND paid < amount AND invoice_number > $1 "
          "ORDER BY invoice_number LIMIT $2",
      {after_invoice, std::int64_t{limit}}));
  std::vector<std::pair<Order, std::string>> orders;
  orders.reserve(rows.size());
  for (const db::Row& row : rows) {
    Order order = TRY(order_of(row));
    orders.emplace_back(std::move(order), row.text(kOrderColumnCount));
  }
  return orders;
}

Result<std::vector<Order>> OrderStore::of_license(const std::string& license_id) {
  const auto rows = TRY(
      session_.query(select_orders("WHERE license_id = $1 AND licensed_at_ms > 0 AND closed = '' "
                                   "ORDER BY licensed_at_ms, order_id LIMIT 1000"),
                     {license_id}));
  return orders_of(rows);
}

Result<std::optional<std::string>> OrderStore::open_for_license(const std::string& license_id) {
  const auto row = TRY(session_.query_row(
      "SELECT order_id FROM purchase WHERE license_id = $1 AND licensed_at_ms = 0 AND closed = ''",
      {license_id}));
  if (!row) return std::optional<std::string>();
  return std::optional<std::string>(row->text(0));
}

Result<std::vector<Order>> OrderStore::of_company(const std::string& company_id,
                                                  const std::string& before_id, int limit) {
  const auto rows =
      TRY(session_.query(select_orders("WHERE company_id = $1 AND ($2 = '' OR order_id < $2) "
                                       "ORDER BY order_id DESC LIMIT $3"),
                         {company_id, before_id, std::int64_t{limit}}));
  return orders_of(rows);
}

Result<FeesPaid> OrderStore::fees_paid(const std::string& company_id, const std::string& offer_id) {
  const auto rows = TRY(session_.query(
      select_orders(
          "WHERE company_id = $1 AND offer_id = $2 AND state = 'licensed' AND closed = ''"),
      {company_id, offer_id}));
  FeesPaid paid;
  for (const Order& order : TRY(orders_of(rows))) {
    const OrderKind kind = order.wish.kind;
    paid.rental = paid.rental || kind == OrderKind::rental;
    paid.own = paid.own || kind == OrderKind::purchase || kind == OrderKind::instalments;
  }
  return paid;
}

Result<std::string> OrderStore::of_invoice_number(const std::string& number) {
  const auto row =
      TRY(session_.query_row("SELECT order_id FROM purchase WHERE invoice_number = $1", {number}));
  return row ? row->text(0) : std::string();
}

Status OrderStore::add_paid(const Order& order, std::int64_t amount) {
  const auto changed = TRY(session_.execute(
      R"sql(UPDATE purchase SET paid = paid + $1
            WHERE order_id = $2 AND paid = $3 AND closed = '' AND paid + $1 <= amount)sql",
      {amount, order.order_id, order.paid}));
  if (changed == 0)
    return Error{ErrorCode::conflict,
                 "order '" + order.order_id + "' was paid or closed meanwhile; look again"};
  return ok();
}

Status OrderStore::set_licensed(const std::string& order_id, const std::string& license_id,
                                TimeMs now_ms) {
  const auto changed = TRY(session_.execute(
      R"sql(UPDATE purchase SET state = 'licensed', license_id = $1, licensed_at_ms = $2
            WHERE order_id = $3 AND state = 'invoiced' AND closed = '')sql",
      {license_id, now_ms, order_id}));
  if (changed == 0)
    return Error{ErrorCode::conflict, "order '" + order_id + "' has its licence already"};
  return ok();
}

Status OrderStore::close(const std::string& order_id, OrderState state) {
  const auto changed =
      TRY(session_.execute("UPDATE purchase SET closed = $1 WHERE order_id = $2 AND closed = ''",
                           {std::string(to_text(state)), order_id}));
  if (changed == 0) return Error{ErrorCode::conflict, "order '" + order_id + "' is closed"};
  return ok();
}

Result<std::int64_t> OrderStore::countersign(const std::string& offer_id, const Json& envelope) {
  const auto rows =
      TRY(session_.query("SELECT DISTINCT offer FROM purchase WHERE offer_id = $1", {offer_id}));
  const std::string payload = TRY(json_text(envelope, "payload"));
  const std::string again = kontor::to_text(envelope);
  std::int64_t orders = 0;
  for (const db::Row& row : rows) {
    const std::string frozen = row.text(0);
    const Json before = TRY(parse_json(frozen));
    if (frozen == again || before.value("payload", "") != payload) continue;
    orders +=
        TRY(session_.execute("UPDATE purchase SET offer = $1 WHERE offer_id = $2 AND offer = $3",
                             {again, offer_id, frozen}));
  }
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

}  // namespace kontor::marketplace

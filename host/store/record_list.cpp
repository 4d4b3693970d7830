#include "base/core/bytes.hpp"
#include "host/store/record_store.hpp"
#include "host/store/sql_conditions.hpp"

namespace kontor::host {

namespace {

constexpr std::size_t kCursorBytesMax = 4096;

struct Order {
  std::string expression = "id";
  bool descending = true;
  enum class Key { text, integer, real } key = Key::text;
};

Order::Key key_of(FieldType type) {
  switch (type) {
    case FieldType::number:
      return Order::Key::real;
    case FieldType::money:
    case FieldType::date:
    case FieldType::time:
    case FieldType::boolean:
      return Order::Key::integer;
    default:
      return Order::Key::text;
  }
}

Result<Order> parse_order(const std::string& sort, const Entity& entity,
                          const SqlConditions& conditions) {
  Order order;
  if (sort.empty()) return order;
  order.descending = sort[0] == '-';
  const std::string field = order.descending ? sort.substr(1) : sort;
  const FieldType type = TRY(type_of(entity, field));
  order.key = key_of(type);
  if (field == "id") return order;
  // Records without the value stand before all others.
  order.expression = "COALESCE(" + conditions.expression(field) +
                     (order.key == Order::Key::text ? ", '')" : ", -9000000000000000000)");
  return order;
}

std::string make_cursor(const Order& order, const db::Row& row, std::size_t key,
                        const std::string& id) {
  Json json = Json::array({id});
  if (order.expression != "id") {
    if (order.key == Order::Key::text) json.push_back(row.text(key));
    if (order.key == Order::Key::integer) json.push_back(row.integer(key));
    if (order.key == Order::Key::real) json.push_back(row.real(key));
  }
  return base64url_encode(to_text(json));
}

Status add_cursor(const std::string& cursor, const Order& order, SqlConditions& conditions) {
  const Error wrong{ErrorCode::invalid_argument, "the cursor is not one of this list"};
  if (cursor.size() > kCursorBytesMax) return wrong;
  const auto text = base64url_decode(cursor);
  if (!text) return wrong;
  const auto json = parse_json(*text);
  const std::size_t parts = order.expression == "id" ? 1 : 2;
  if (!json || !json->is_array() || json->size() != parts || !(*json)[0].is_string()) return wrong;
  db::Value key;
  if (parts == 2) {
    const Json& value = (*json)[1];
    if (order.key == Order::Key::text) {
      if (!value.is_string()) return wrong;
      key = value.get<std::string>();
    } else if (order.key == Order::Key::integer) {
      if (!value.is_number_integer()) return wrong;
      key = value.get<std::int64_t>();
    } else {
      if (!value.is_number()) return wrong;
      key = value.get<double>();
    }
  }
  conditions.add_after(order.expression, order.descending, key, (*json)[0].get<std::string>());
  return ok();
}

// All that match by an index, then the order among them, then what is shown of those: PostgreSQL
// takes any beginning of a word for so frequent that it rather walks all in order until enough
// match. OFFSET 0 keeps it from joining the inner two.
std::string found_first(const RecordLayout& rows, const SqlConditions& conditions,
                        const std::string& in_order_and_limit) {
  const std::string found = "SELECT * FROM " + rows.table() + conditions.where() + " OFFSET 0";
  return " WHERE seq = ANY (ARRAY(SELECT seq FROM (" + found + ") AS found" + in_order_and_limit +
         "))" + in_order_and_limit;
}

}  // namespace

// All there are were counted as they came: their number is a column more. Behind the last page
// there would be no row to say it.
bool RecordStore::is_one_query(const RecordQuery& query) {
  return !query.total ||
         (query.filter.empty() && query.text.empty() && !query.deleted && query.cursor.empty());
}

Result<RecordPage> RecordStore::list(db::Session& session, const Entity& entity,
                                     const RecordQuery& query) const {
  const auto kept_layout = layout(entity.name);
  const RecordLayout& rows = *kept_layout;
  SqlConditions conditions(
      entity, rows, session.dialect(),
      query.deleted ? SqlConditions::Rows::deleted : SqlConditions::Rows::living);
  conditions.add(query.filter);
  if (!query.text.empty()) conditions.add_matches(query.text, query.region);
  const Order order = TRY(parse_order(query.sort, entity, conditions));
  if (!query.cursor.empty()) TRY(add_cursor(query.cursor, order, conditions));

  const std::string direction = order.descending ? " DESC" : " ASC";
  const std::string by_key = order.expression == "id" ? "" : order.expression + direction + ", ";
  const bool counts = query.total && is_one_query(query);
  const std::string total_of_all =
      counts ? ", (SELECT living FROM record_count WHERE entity = " + conditions.bind(entity.name) +
                   ")"
             : "";
  const std::string in_order = " ORDER BY " + by_key + "id" + direction;
  const std::string limit = " LIMIT " + conditions.bind(std::int64_t{query.limit} + 1);
  const bool fenced = !query.text.empty() && session.dialect() == db::Dialect::postgresql;
  const std::string chosen = fenced ? found_first(rows, conditions, in_order + limit)
                                    : conditions.where() + in_order + limit;
  const auto answer = TRY(session.query("SELECT " + rows.selection() + ", " + order.expression +
                                            total_of_all + " FROM " + rows.table() + chosen,
                                        conditions.values()));

  RecordPage page;
  for (const db::Row& row : answer) {
    if (page.records.size() == static_cast<std::size_t>(query.limit)) {
      const db::Row& last = answer[page.records.size() - 1];
      page.next = make_cursor(order, last, last.size() - (counts ? 2 : 1), page.records.back().id);
      break;
    }
    page.records.push_back(rows.read(row));
  }
  if (counts) {
    page.total =
        Total{answer.empty() ? 0 : answer.front().integer(answer.front().size() - 1), true};
  } else if (query.total) {
    page.total = TRY(total(session, entity, query));
  }
  return page;
}

}  // namespace kontor::host

#include <algorithm>

#include "base/core/bytes.hpp"
#include "host/core/search_text.hpp"
#include "host/store/record_store.hpp"
#include "host/store/sql_conditions.hpp"
#include "host/store/text_search.hpp"

namespace kontor::host {

namespace {

constexpr std::size_t kCursorBytesMax = 4096;
constexpr std::size_t kShortWordBytes = 2;
// No field is called so.
const std::string kFoundAt = "\"found at\"";

struct Order {
  std::string expression = "id";
  bool descending = true;
  enum class Key { text, integer, real } key = Key::text;
  bool unique = true;  // No two records have the same.
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
  order.unique = false;
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
  if (parts == 1) {
    key = (*json)[0].get<std::string>();
  } else {
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
  if (order.unique) {
    conditions.add_beyond(order.expression, order.descending, key);
  } else {
    conditions.add_after(order.expression, order.descending, key, (*json)[0].get<std::string>());
  }
  return ok();
}

// What SearchMemory knows this search by: rights and filters are a part of it.
std::string search_key(SqlConditions& conditions) {
  std::string key = conditions.where();
  for (const db::Value& value : conditions.values()) key += '\n' + db::Row({value}).text(0);
  return key;
}

// Two letters begin the names of many. What is not remembered need not be counted.
SearchMemory::Shape guessed_shape(const std::string& text, bool is_remembered) {
  const std::vector<std::string> words = search_words(text);
  const bool is_short = std::all_of(words.begin(), words.end(), [](const std::string& word) {
    return word.size() <= kShortWordBytes;
  });
  if (is_short) return SearchMemory::Shape::guessed;
  return is_remembered ? SearchMemory::Shape::unseen : SearchMemory::Shape::narrow;
}

SearchMemory::Shape shape_seen(SearchMemory::Shape before, std::int64_t count, int limit) {
  using Shape = SearchMemory::Shape;
  if (before == Shape::unseen) return count >= kBroadFrom ? Shape::broad : Shape::narrow;
  if (count > limit) return before;
  return before == Shape::guessed ? Shape::narrow : Shape::scattered;
}

// The tables that a search reads, its conditions added. SQLite reads what a text of words finds
// from the newest on, and stops where the page is full.
std::string found_in(const RecordLayout& rows, const RecordQuery& query, SqlConditions& conditions,
                     Order& order) {
  if (conditions.dialect() == db::Dialect::sqlite && order.expression == "seq" && !query.deleted) {
    if (const auto found = conditions.found_by_words(query.text)) {
      order.expression = kFoundAt;
      return *found + " AS found CROSS JOIN " + rows.table() + " ON seq = " + kFoundAt;
    }
  }
  conditions.add_matches(query.text, query.region);
  return rows.table();
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
  Order order = TRY(parse_order(query.sort, entity, conditions));
  const bool sqlite = session.dialect() == db::Dialect::sqlite;
  const bool newest = !query.text.empty() && query.sort.empty();
  if (newest) order = {.expression = "seq", .key = Order::Key::integer};
  const std::string from =
      query.text.empty() ? rows.table() : found_in(rows, query, conditions, order);
  if (!query.cursor.empty()) TRY(add_cursor(query.cursor, order, conditions));

  const std::string key = newest && !sqlite && query.cursor.empty() ? search_key(conditions) : "";
  const SearchMemory::Shape shape = searches_.of(key, guessed_shape(query.text, !key.empty()));
  const std::string direction = order.descending ? " DESC" : " ASC";
  const std::string by_id = order.unique ? "" : ", id" + direction;
  const bool counts = query.total && is_one_query(query);
  const std::string total_of_all =
      counts ? ", (SELECT living FROM record_count WHERE entity = " + conditions.bind(entity.name) +
                   ")"
             : "";
  // In the text: of a limit it is not told PostgreSQL expects a tenth of the table, and so plans
  // the statement anew each time.
  const std::string limit = std::to_string(std::int64_t{query.limit} + 1);
  const std::string in_order =
      " ORDER BY " + order.expression + direction + by_id + " LIMIT " + limit;
  TextSearch search{.where = conditions.where() + in_order};
  if (!query.text.empty() && !sqlite) {
    search = newest ? search_newest(rows, conditions, limit, shape)
                    : search_in_order(rows, conditions, in_order);
  }
  const auto answer =
      TRY(session.query(search.with + "SELECT " + rows.selection() + ", " + order.expression +
                            total_of_all + search.count + " FROM " + from + search.where,
                        conditions.values()));
  if (!search.count.empty() && !key.empty() && !answer.empty()) {
    const std::int64_t count = answer.front().integer(answer.front().size() - 1);
    if (const auto seen = shape_seen(shape, count, query.limit); seen != shape)
      searches_.keep(key, seen);
  }

  const std::size_t behind_key = (counts ? 1U : 0U) + (search.count.empty() ? 0U : 1U);
  RecordPage page;
  for (const db::Row& row : answer) {
    if (page.records.size() == static_cast<std::size_t>(query.limit)) {
      const db::Row& last = answer[page.records.size() - 1];
      page.next = make_cursor(order, last, last.size() - behind_key - 1, page.records.back().id);
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

#include "host/store/sql_conditions.hpp"

#include <algorithm>

#include "host/core/phone.hpp"
#include "host/core/search_text.hpp"

namespace kontor::host {

namespace {

constexpr std::size_t kDigitsMin = 3;

std::string like_escaped(const std::string& text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '%' || c == '_' || c == '\\') escaped += '\\';
    escaped += c;
  }
  return escaped;
}

std::string_view comparison(FilterOp op) {
  switch (op) {
    case FilterOp::ne:
      return " <> ";
    case FilterOp::lt:
      return " < ";
    case FilterOp::le:
      return " <= ";
    case FilterOp::gt:
      return " > ";
    case FilterOp::ge:
      return " >= ";
    default:
      return " = ";
  }
}

// "8 912 345-67-89": digits with nothing but what people write between them.
bool is_number(const std::string& text) {
  const auto digits =
      std::count_if(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
  return digits >= static_cast<std::ptrdiff_t>(kDigitsMin) &&
         text.find_first_not_of("0123456789+-() ./") == std::string::npos;
}

}  // namespace

std::string SqlConditions::bind(db::Value value) {
  values_.push_back(std::move(value));
  return "$" + std::to_string(values_.size());
}

void SqlConditions::append(const std::string& condition) { where_ += " AND " + condition; }

FieldType SqlConditions::type(const std::string& field) const {
  const auto known = type_of(entity_, field);
  return known ? *known : FieldType::text;
}

std::string SqlConditions::expression(const std::string& field) const {
  if (field == "id" || field == "version") return field;
  if (field == "created_at" || field == "updated_at") return field + "_ms";
  for (const auto part : {RecordLayout::Part::value, RecordLayout::Part::amount}) {
    if (const auto* const column = layout_.find(field, part)) return sql_name(column->name);
  }
  const FieldType known = type(field);
  std::string value = contributed(field, known == FieldType::money ? "amount" : "");
  if (dialect_ == db::Dialect::sqlite) return value;
  if (known == FieldType::boolean) return "(" + value + "::boolean::int)";
  if (known == FieldType::money) return "(" + value + "::bigint)";
  return known == FieldType::number ? "(" + value + "::double precision)" : value;
}

std::string SqlConditions::currency(const std::string& field) const {
  const auto* const column = layout_.find(field, RecordLayout::Part::currency);
  return column != nullptr ? sql_name(column->name) : contributed(field, "currency");
}

// A contributed field, or a member of it; its name was checked against the definition.
std::string SqlConditions::contributed(const std::string& field, const std::string& member) const {
  if (dialect_ == db::Dialect::sqlite)
    return "json_extract(extra, '$." + field + (member.empty() ? "" : "." + member) + "')";
  if (member.empty()) return "(extra::jsonb ->> '" + field + "')";
  return "(extra::jsonb -> '" + field + "' ->> '" + member + "')";
}

db::Value SqlConditions::stored(const Condition& condition, const Json& value) const {
  if (condition.of == Condition::Of::currency) return value.get<std::string>();
  if (layout_.find(condition.field) == nullptr &&
      layout_.find(condition.field, RecordLayout::Part::amount) == nullptr && value.is_string() &&
      type(condition.field) != FieldType::time) {
    return value.get<std::string>();  // Contributed fields lie as JSON text.
  }
  return json_to_stored(type(condition.field), value);
}

void SqlConditions::add(const Filter& filter) {
  if (!filter.empty()) append(text(filter));
}

void SqlConditions::add_rows_of(const Filter& filter) {
  append("seq IN (SELECT seq FROM " + layout_.table() + " WHERE " + text(filter) + ")");
}

std::string SqlConditions::text(const Filter& filter) {
  if (filter.kind == Filter::Kind::condition) return text(filter.condition);
  if (filter.kind == Filter::Kind::none) {
    // What is unknown because nothing is set is not true, and so its negation is.
    return "(NOT COALESCE(" + text(filter.parts.front()) + ", FALSE))";
  }
  const bool all = filter.kind == Filter::Kind::all;
  std::string joined;
  for (const Filter& part : filter.parts) {
    if (!joined.empty()) joined += all ? " AND " : " OR ";
    joined += text(part);
  }
  if (joined.empty()) return all ? "(1 = 1)" : "(1 = 0)";
  return "(" + joined + ")";
}

// By the key of the other table: a timeline is short, and the newest entries are soon enough.
std::string SqlConditions::owner_above(const Condition& condition) {
  std::string owners;
  for (const Json& owner : condition.value)
    owners += (owners.empty() ? "" : ", ") + bind(owner.get<std::string>());
  if (owners.empty()) return "(1 = 0)";
  return "EXISTS (SELECT 1 FROM " + RecordLayout::table_of(condition.target) +
         " AS above WHERE above.id = " + layout_.table() + "." + expression(condition.field) +
         " AND above.owner IN (" + owners + "))";
}

// Names without a table are the other records', whose conditions bind into the same statement.
std::string SqlConditions::among_others(const Condition& condition) {
  if (!condition.others) return "(1 = 0)";
  const OtherRecords& others = *condition.others;
  const RecordLayout rows(others.entity);
  SqlConditions theirs(others.entity, rows, dialect_);
  theirs.values_ = std::move(values_);
  theirs.add(others.filter);
  values_ = std::move(theirs.values_);
  const bool in = condition.op == FilterOp::among;
  const std::string left = expression(condition.field);
  const std::string from = " FROM " + rows.table() + theirs.where_ + " AND ";
  const bool column = condition.field == "id" || layout_.find(condition.field) != nullptr;
  if (others.field == "id" && column && rows.table() != layout_.table()) {
    // Looked up by its key for each row, instead of listing what may be many more.
    return (in ? "(EXISTS (SELECT 1" : "(NOT EXISTS (SELECT 1") + from + "id = " + layout_.table() +
           "." + left + "))";
  }
  const std::string named = theirs.expression(others.field);
  const std::string list = "(SELECT " + named + from + named + " IS NOT NULL)";
  if (in) return "(" + left + " IN " + list + ")";
  return "(" + left + " NOT IN " + list + " OR " + left + " IS NULL)";
}

std::string SqlConditions::text(const Condition& condition) {
  if (condition.of == Condition::Of::owner) return owner_above(condition);
  const std::string left = condition.of == Condition::Of::currency ? currency(condition.field)
                                                                   : expression(condition.field);
  switch (condition.op) {
    case FilterOp::is_null:
      return "(" + left + (condition.value.get<bool>() ? " IS NULL)" : " IS NOT NULL)");
    case FilterOp::in:
    case FilterOp::not_in: {
      const bool in = condition.op == FilterOp::in;
      if (condition.value.empty()) return in ? "(1 = 0)" : "(1 = 1)";
      std::string list;
      for (const Json& value : condition.value) {
        list += (list.empty() ? "" : ", ") + bind(stored(condition, value));
      }
      if (in) return "(" + left + " IN (" + list + "))";
      return "(" + left + " NOT IN (" + list + ") OR " + left + " IS NULL)";
    }
    case FilterOp::among:
    case FilterOp::not_among:
      return among_others(condition);
    case FilterOp::between: {
      const std::string from = bind(stored(condition, condition.value[0]));
      return "(" + left + " BETWEEN " + from + " AND " +
             bind(stored(condition, condition.value[1])) + ")";
    }
    case FilterOp::has:
      return "(" + left + " LIKE " + bind("%" + like_escaped(to_text(condition.value)) + "%") +
             " ESCAPE '\\')";
    case FilterOp::prefix:
    case FilterOp::contains: {
      const std::string like = like_escaped(condition.value.get<std::string>());
      const std::string pattern = (condition.op == FilterOp::contains ? "%" : "") + like + "%";
      return "(" + left + " LIKE " + bind(pattern) + " ESCAPE '\\')";
    }
    default:
      break;
  }
  if (condition.op == FilterOp::eq && layout_.is_phone(condition.field)) {
    const auto* const key = layout_.find(condition.field, RecordLayout::Part::match_key);
    const std::string number = condition.value.get<std::string>();
    return "(" + sql_name(key->name) + " = " + bind(phone_match_key(number)) + ")";
  }
  db::Value value = stored(condition, condition.value);
  const std::string test = left + std::string(comparison(condition.op)) + bind(std::move(value));
  // What is not set differs from everything.
  if (condition.op == FilterOp::ne) return "(" + test + " OR " + left + " IS NULL)";
  return "(" + test + ")";
}

std::string SqlConditions::search_by_digits(const std::string& digits) {
  std::string any;
  for (const auto& column : layout_.columns()) {
    if (column.part != RecordLayout::Part::match_key) continue;
    const std::string key = phone_match_key(digits);
    // Keys hold digits only, so ':' comes right after all that begin with `key`.
    const std::string name = sql_name(column.name);
    const std::string from = bind(key);
    any += (any.empty() ? "" : " OR ") + ("(" + name + " >= " + from) + " AND " + name + " < " +
           bind(key + ":") + ")";
  }
  return any;
}

std::string SqlConditions::word_query(const std::vector<std::string>& words, Words how) const {
  std::string query;
  const bool sqlite = dialect_ == db::Dialect::sqlite;
  const char* const beginning = how == Words::whole ? "" : sqlite ? "*" : ":*";
  for (const std::string& word : words) {
    if (!query.empty()) query += sqlite ? " AND " : " & ";
    query += (sqlite ? "\"" + word + "\"" : "'" + word + "'") + beginning;
  }
  return query;
}

std::string SqlConditions::search_by_words(const std::vector<std::string>& words, Words how) {
  if (!layout_.has_search() || words.empty()) return "1 = 0";
  const std::string query = bind(word_query(words, how));
  // Read once, not for every row that is looked at.
  if (dialect_ == db::Dialect::postgresql)
    return "search_vector @@ (SELECT to_tsquery('simple', " + query + "))";
  const std::string table = layout_.table() + "_search";
  return "seq IN (SELECT rowid FROM " + table + " WHERE " + table + " MATCH " + query + ")";
}

std::optional<std::string> SqlConditions::found_by_words(const std::string& text) {
  const std::vector<std::string> words = search_words(text);
  if (!layout_.has_search() || words.empty() || is_number(text)) return std::nullopt;
  const std::string table = layout_.table() + "_search";
  return "(SELECT rowid AS \"found at\" FROM " + table + " WHERE " + table + " MATCH " +
         bind(word_query(words, Words::beginnings)) + ")";
}

// By the digits that stand in the index, then by all that were typed.
std::string SqlConditions::search_by_beginning(const std::string& number) {
  std::string found = search_by_words({phone_word(number)}, Words::whole);
  if (number.size() == kPhoneBeginning + 1) return found;
  std::string any;
  for (const auto& column : layout_.columns()) {
    if (column.type != FieldType::phone || column.part != RecordLayout::Part::value) continue;
    any += (any.empty() ? "" : " OR ") + sql_name(column.name) + " LIKE " + bind(number + "%");
  }
  return "(" + found + " AND (" + (any.empty() ? "1 = 0" : any) + "))";
}

std::string SqlConditions::matches(const std::string& text, const std::string& region) {
  std::string any;
  if (is_number(text)) {
    std::string digits;
    std::copy_if(text.begin(), text.end(), std::back_inserter(digits),
                 [](char c) { return c >= '0' && c <= '9'; });
    // The trunk 8 or 0 a number is dialled with is no part of its E.164 form.
    const bool trunk = digits.size() > 6 && (digits[0] == '8' || digits[0] == '0') &&
                       text.find('+') == std::string::npos;
    any = search_by_digits(trunk ? digits.substr(digits.starts_with("00") ? 2 : 1) : digits);
  }
  if (is_number(text) && !any.empty()) {
    for (const std::string& number : phone_beginnings(text, region))
      any += " OR " + search_by_beginning(number);
  }
  const std::string by_words = search_by_words(search_words(text), Words::beginnings);
  return "(" + (any.empty() ? by_words : any + " OR " + by_words) + ")";
}

void SqlConditions::add_search(const std::string& text, const std::string& region) {
  const std::string found = matches(text, region);
  if (dialect_ == db::Dialect::sqlite) return append(found);
  // Found first and by the index, whatever follows: PostgreSQL takes any beginning of a word for
  // so frequent that it rather walks the newest records until enough of them match.
  append("seq = ANY (ARRAY(SELECT seq FROM " + layout_.table() + " WHERE " + found + "))");
}

void SqlConditions::add_after(const std::string& order, bool descending, const db::Value& key,
                              const std::string& id) {
  const std::string than = descending ? " < " : " > ";
  const std::string first = order + than + bind(key);
  const std::string same = order + " = " + bind(key);
  append("(" + first + " OR (" + same + " AND id" + than + bind(id) + "))");
}

}  // namespace kontor::host

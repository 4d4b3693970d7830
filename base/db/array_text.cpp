#include "base/db/array_text.hpp"

namespace kontor::db {

namespace {

// Element by element; texts are always quoted, so that "NULL" and "" stay texts.
class ArrayWriter {
 public:
  void null() { begin_element() += "NULL"; }
  void plain(const std::string& number) { begin_element() += number; }
  void quoted(std::string_view element) {
    begin_element() += '"';
    for (const char c : element) {
      if (c == '"' || c == '\\') text_ += '\\';
      text_ += c;
    }
    text_ += '"';
  }
  std::string end() {
    text_ += '}';
    return std::move(text_);
  }

 private:
  std::string& begin_element() {
    if (text_.size() > 1) text_ += ',';
    return text_;
  }

  std::string text_ = "{";
};

// The narrowest type that holds all values of a column; none when all are NULL.
const char* type_of(const std::vector<std::vector<Value>>& rows, std::size_t begin, std::size_t end,
                    std::size_t column) {
  bool whole = false;
  bool real = false;
  for (std::size_t row = begin; row < end; ++row) {
    const Value& value = rows[row][column];
    if (std::holds_alternative<std::string>(value)) return "text";
    whole = whole || std::holds_alternative<std::int64_t>(value);
    real = real || std::holds_alternative<double>(value);
  }
  if (real) return "double precision";
  return whole ? "bigint" : nullptr;
}

std::string column_text(const std::vector<std::vector<Value>>& rows, std::size_t begin,
                        std::size_t end, std::size_t column) {
  ArrayWriter array;
  for (std::size_t row = begin; row < end; ++row) {
    const Value& value = rows[row][column];
    if (const auto* text = std::get_if<std::string>(&value)) {
      array.quoted(*text);
    } else if (std::holds_alternative<std::monostate>(value)) {
      array.null();
    } else {
      array.plain(Row({value}).text(0));
    }
  }
  return array.end();
}

}  // namespace

std::string array_text(const std::vector<std::string>& elements) {
  ArrayWriter array;
  for (const std::string& element : elements) array.quoted(element);
  return array.end();
}

ArrayInsert array_insert(std::string_view table, const std::vector<std::string>& columns,
                         const std::vector<std::vector<Value>>& rows, std::size_t begin,
                         std::size_t end, std::string_view suffix) {
  ArrayInsert insert;
  std::string names;
  std::string selected;
  std::string arrays;
  std::string aliases;
  for (std::size_t column = 0; column < columns.size(); ++column) {
    const char* const separator = column == 0 ? "" : ",";
    names += separator + columns[column];
    selected += separator;
    const char* const type = type_of(rows, begin, end, column);
    if (type == nullptr) {
      selected += "NULL";
      continue;
    }
    insert.parameters.emplace_back(column_text(rows, begin, end, column));
    const std::string number = std::to_string(insert.parameters.size());
    if (number != "1") {
      arrays += ",";
      aliases += ",";
    }
    arrays += "$" + number + "::" + type + "[]";
    aliases += "c" + number;
    selected += "c" + number;
  }
  // Nothing but NULL: a row is still a row.
  const std::string from = insert.parameters.empty()
                               ? "generate_series(1," + std::to_string(end - begin) + ")"
                               : "unnest(" + arrays + ") AS given(" + aliases + ")";
  insert.sql =
      "INSERT INTO " + std::string(table) + " (" + names + ") SELECT " + selected + " FROM " + from;
  if (!suffix.empty()) insert.sql.append(" ").append(suffix);
  return insert;
}

}  // namespace kontor::db

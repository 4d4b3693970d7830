#include "base/db/postgresql_value.hpp"

#include <charconv>
#include <string_view>

namespace kontor::db::postgresql {

namespace {

// Object ids of types, fixed for all versions (src/include/catalog/pg_type.dat).
constexpr Oid kBool = 16;
constexpr Oid kInt8 = 20;
constexpr Oid kInt2 = 21;
constexpr Oid kInt4 = 23;
constexpr Oid kFloat4 = 700;
constexpr Oid kFloat8 = 701;
constexpr Oid kNumeric = 1700;

Value number(std::string_view text) {
  const char* end = text.data() + text.size();
  std::int64_t integer = 0;
  const auto whole = std::from_chars(text.data(), end, integer);
  if (whole.ec == std::errc() && whole.ptr == end) return integer;
  double real = 0;
  std::from_chars(text.data(), end, real);
  return real;
}

Value real_number(std::string_view text) {
  double real = 0;
  std::from_chars(text.data(), text.data() + text.size(), real);
  return real;
}

Value column_value(const PGresult* reply, int row, int column) {
  if (PQgetisnull(reply, row, column) != 0) return std::monostate{};
  const std::string_view text(PQgetvalue(reply, row, column),
                              static_cast<std::size_t>(PQgetlength(reply, row, column)));
  switch (PQftype(reply, column)) {
    case kBool:
      return std::int64_t{text == "t" ? 1 : 0};
    case kInt2:
    case kInt4:
    case kInt8:
    case kNumeric:
      return number(text);
    case kFloat4:
    case kFloat8:
      return real_number(text);
    default:
      return std::string(text);
  }
}

}  // namespace

Texts::Texts(const std::vector<Value>& parameters) {
  numbers_.reserve(parameters.size());  // Pointers into it must stay.
  pointers_.reserve(parameters.size());
  for (const Value& value : parameters) {
    if (const auto* text = std::get_if<std::string>(&value)) {
      pointers_.push_back(text->c_str());
    } else if (std::holds_alternative<std::monostate>(value)) {
      pointers_.push_back(nullptr);
    } else {
      pointers_.push_back(numbers_.emplace_back(Row({value}).text(0)).c_str());
    }
  }
}

std::vector<Value> row_values(const PGresult* reply, int row) {
  std::vector<Value> values;
  const int columns = PQnfields(reply);
  values.reserve(static_cast<std::size_t>(columns));
  for (int column = 0; column < columns; ++column) {
    values.push_back(column_value(reply, row, column));
  }
  return values;
}

}  // namespace kontor::db::postgresql

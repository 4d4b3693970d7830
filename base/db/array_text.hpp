#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/db/database.hpp"

namespace kontor::db {

// PostgreSQL's text form of an array: {1,NULL,"say \"ja\""}.
std::string array_text(const std::vector<std::string>& elements);

// Rows for one INSERT in PostgreSQL: an array a column instead of a parameter a value, so that
// one short statement, parsed and planned once, serves any number of rows.
struct ArrayInsert {
  std::string sql;
  std::vector<Value> parameters;
};
// Of rows[begin, end), which are not empty; each as long as `columns`. The type of a column is
// that of its values.
ArrayInsert array_insert(std::string_view table, const std::vector<std::string>& columns,
                         const std::vector<std::vector<Value>>& rows, std::size_t begin,
                         std::size_t end, std::string_view suffix);

}  // namespace kontor::db

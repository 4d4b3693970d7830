#pragma once

#include <set>
#include <string>

#include "host/store/sql_conditions.hpp"

namespace kontor::host {

// What an index names by a range lies all over its table, and SQLite looks each row up where the
// index puts it: of a million rows a page is read many times. Where the filter has such a range and
// the index does not hold all that is `used` (as SqlConditions writes it), this adds the range once
// more as a list of rows, which SQLite sorts and visits in the order they lie: each page once.
// True: it did, and the statement reads FROM the table NOT INDEXED. PostgreSQL does so by itself.
bool add_in_row_order(const Entity& entity, const Filter& filter, const std::set<std::string>& used,
                      SqlConditions& conditions);

// What the filter compares, as SqlConditions writes it.
std::set<std::string> compared_by(const Filter& filter, const SqlConditions& conditions);

}  // namespace kontor::host

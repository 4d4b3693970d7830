#pragma once

#include <string>

#include "host/store/record_layout.hpp"
#include "host/store/search_memory.hpp"
#include "host/store/sql_conditions.hpp"

namespace kontor::host {

// From so many matches on a search is broad.
inline constexpr std::int64_t kBroadFrom = 5000;

// How one SELECT on PostgreSQL finds the first records that match a text, so that nothing but this
// chooses the way: PostgreSQL takes any beginning of a word for so frequent that it rather walks
// all records in order until enough of them match.
struct TextSearch {
  std::string with = {};   // In front of SELECT.
  std::string where;       // Behind FROM table, with order and limit.
  std::string count = {};  // A column: how many were found, or how many of the newest match.
};

// In any order: all that match by an index, then the order among them.
TextSearch search_in_order(const RecordLayout& rows, const SqlConditions& conditions,
                           const std::string& in_order_and_limit);
// The newest first. Of a broad search the newest records are walked, and the index is asked only
// where too few of them match.
TextSearch search_newest(const RecordLayout& rows, const SqlConditions& conditions,
                         const std::string& limit, SearchMemory::Shape shape);

}  // namespace kontor::host

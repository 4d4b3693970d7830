#include "host/store/text_search.hpp"

namespace kontor::host {

namespace {

// As many of the newest records are walked, where the index would name half as many.
const char* const kWalked = "10000";

}  // namespace

// OFFSET 0 keeps PostgreSQL from joining the inner two.
TextSearch search_in_order(const RecordLayout& rows, const SqlConditions& conditions,
                           const std::string& in_order_and_limit) {
  const std::string found = "SELECT * FROM " + rows.table() + conditions.where() + " OFFSET 0";
  return {.where = " WHERE seq = ANY (ARRAY(SELECT seq FROM (" + found + ") AS found" +
                   in_order_and_limit + "))" + in_order_and_limit};
}

TextSearch search_newest(const RecordLayout& rows, const SqlConditions& conditions,
                         const std::string& limit, SearchMemory::Shape shape) {
  const std::string newest_first = " ORDER BY seq DESC LIMIT " + limit;
  const std::string matching = "SELECT seq FROM " + rows.table() + conditions.where() + " OFFSET 0";
  // Counting costs a third more.
  const bool counts = shape == SearchMemory::Shape::unseen;
  const std::string found = "found AS MATERIALIZED (SELECT seq" +
                            std::string(counts ? ", COUNT(*) OVER () AS all_found" : "") +
                            " FROM (" + matching + ") AS matching" + newest_first + ")";
  const std::string of_found = "ARRAY(SELECT seq FROM found)";
  if (counts || shape == SearchMemory::Shape::narrow || shape == SearchMemory::Shape::scattered) {
    return {.with = "WITH " + found + " ",
            .where = " WHERE seq = ANY (" + of_found + ")" + newest_first,
            .count = counts ? ", (SELECT all_found FROM found LIMIT 1)" : ""};
  }
  const std::string walked =
      "(SELECT * FROM " + rows.table() + " ORDER BY seq DESC LIMIT " + kWalked + ") AS walked";
  const std::string near =
      "near AS MATERIALIZED (SELECT seq FROM " + walked + conditions.where() + newest_first + ")";
  const std::string count = "(SELECT COUNT(*) FROM near)";
  return {.with = "WITH " + near + ", " + found + " ",
          .where = " WHERE seq = ANY (CASE WHEN " + count + " = " + limit +
                   " THEN ARRAY(SELECT seq FROM near) ELSE " + of_found + " END)" + newest_first,
          .count = ", " + count};
}

}  // namespace kontor::host

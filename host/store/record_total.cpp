#include <algorithm>
#include <cmath>

#include "host/store/record_store.hpp"
#include "host/store/sql_conditions.hpp"

namespace kontor::host {

namespace {

constexpr std::int64_t kWindows = 20;
constexpr std::int64_t kWindowRows = 500;

}  // namespace

// Counts up to kCountedMax. Beyond that looks at windows spread evenly over the table and
// takes their share of matching rows for the share of all.
Result<Total> RecordStore::total(db::Session& session, const Entity& entity,
                                 const RecordQuery& query) const {
  const auto rows = layout(entity.name);
  const auto living =
      TRY(session.query_row("SELECT living FROM record_count WHERE entity = $1", {entity.name}));
  if (query.filter.empty() && query.text.empty() && !query.deleted && living)
    return Total{living->integer(0), true};
  const auto conditions_of = [&] {
    SqlConditions conditions(
        entity, *rows, session.dialect(),
        query.deleted ? SqlConditions::Rows::deleted : SqlConditions::Rows::living);
    conditions.add(query.filter);
    if (!query.text.empty()) conditions.add_search(query.text, query.region);
    return conditions;
  };
  SqlConditions counted = conditions_of();
  const std::string most = counted.bind(kCountedMax + 1);
  const auto row = TRY(session.query_row("SELECT COUNT(*) FROM (SELECT 1 FROM " + rows->table() +
                                             counted.where() + " LIMIT " + most + ") AS counted",
                                         counted.values()));
  const std::int64_t count = row ? row->integer(0) : 0;
  if (count <= kCountedMax) return Total{count, true};

  const auto last = TRY(session.query_row("SELECT MAX(seq) FROM " + rows->table()));
  const std::int64_t rows_max = last ? last->integer(0) : 0;
  const std::int64_t step = std::max(rows_max / kWindows, kWindowRows);
  SqlConditions sampled = conditions_of();
  std::string windows;
  for (std::int64_t from = 1; from <= rows_max; from += step) {
    windows += windows.empty() ? "(" : " OR ";
    const std::string first = sampled.bind(from);
    windows += "seq BETWEEN " + first + " AND " + sampled.bind(from + kWindowRows - 1);
  }
  sampled.add_sql(windows + ")");
  const auto matching = TRY(session.query_row(
      "SELECT COUNT(*) FROM " + rows->table() + sampled.where(), sampled.values()));
  const double looked_at =
      static_cast<double>(std::min(rows_max, (rows_max + step - 1) / step * kWindowRows));
  const double share = static_cast<double>(matching ? matching->integer(0) : 0) / looked_at;
  const auto estimate = std::llround(share * static_cast<double>(rows_max));
  return Total{std::max<std::int64_t>(estimate, kCountedMax + 1), false};
}

Result<std::int64_t> RecordStore::count_set(db::Session& session, const Entity& entity,
                                            const Field& field) const {
  const auto rows = layout(entity.name);
  std::string any;
  for (const auto& column : rows->columns()) {
    if (column.field != field.name) continue;
    any += (any.empty() ? "" : " OR ") + sql_name(column.name) + " IS NOT NULL";
  }
  if (any.empty()) return 0;
  const auto row = TRY(session.query_row("SELECT COUNT(*) FROM " + rows->table() +
                                         " WHERE deleted_at_ms IS NULL AND (" + any + ")"));
  return row ? row->integer(0) : 0;
}

}  // namespace kontor::host

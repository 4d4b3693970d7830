#include <span>

#include "host/core/aggregate.hpp"
#include "host/core/time_zone.hpp"
#include "host/store/record_store.hpp"
#include "host/store/row_order.hpp"
#include "host/store/sql_conditions.hpp"

namespace kontor::host {

namespace {

std::string time_format(const std::string& part, bool sqlite) {
  if (part == "year") return sqlite ? "%Y" : "YYYY";
  if (part == "month") return sqlite ? "%Y-%m" : "YYYY-MM";
  return sqlite ? "%Y-%m-%d" : "YYYY-MM-DD";
}

std::string formatted(const std::string& time_ms, const std::string& format, db::Dialect dialect) {
  if (dialect == db::Dialect::sqlite)
    return "strftime('" + format + "', " + time_ms + " / 1000.0, 'unixepoch')";
  return "to_char(to_timestamp(" + time_ms + " / 1000.0) AT TIME ZONE 'UTC', '" + format + "')";
}

// The offset at a moment, by halves: eight comparisons for 130 years of changing clocks.
std::string offset_sql(const std::string& time_ms, std::span<const ZoneOffset> offsets) {
  if (offsets.size() == 1) return std::to_string(offsets[0].offset_ms);
  const std::size_t middle = offsets.size() / 2;
  return "CASE WHEN " + time_ms + " >= " + std::to_string(offsets[middle].from_ms) + " THEN " +
         offset_sql(time_ms, offsets.subspan(middle)) + " ELSE " +
         offset_sql(time_ms, offsets.first(middle)) + " END";
}

// A moment as clocks of the zone show it, written as if they showed UTC; both databases count by
// the same table of offsets. A date has no zone.
class LocalTimes {
 public:
  static Result<LocalTimes> in(const std::string& zone) {
    return LocalTimes(TRY(zone_offsets(zone.empty() ? kUtc : zone)));
  }
  std::string of(const std::string& field, const SqlConditions& conditions) const {
    std::string value = conditions.expression(field);
    const bool utc = offsets_->size() == 1 && offsets_->front().offset_ms == 0;
    if (utc || conditions.type(field) != FieldType::time) return value;
    return "(" + value + " + " + offset_sql(value, *offsets_) + ")";
  }

 private:
  using Offsets = std::shared_ptr<const std::vector<ZoneOffset>>;  // Shared with zone_offsets().
  explicit LocalTimes(Offsets offsets) : offsets_(std::move(offsets)) {}
  Offsets offsets_;
};

// Months since year 0, so that differences count calendar months.
std::string months(const std::string& time_ms, db::Dialect dialect) {
  const bool sqlite = dialect == db::Dialect::sqlite;
  const auto number = [&](const char* in_sqlite, const char* in_postgresql) {
    return "CAST(" + formatted(time_ms, sqlite ? in_sqlite : in_postgresql, dialect) +
           " AS INTEGER)";
  };
  return "(" + number("%Y", "YYYY") + " * 12 + " + number("%m", "MM") + ")";
}

// "2026-Q3"
std::string quarter(const std::string& time_ms, db::Dialect dialect) {
  if (dialect == db::Dialect::postgresql) return formatted(time_ms, "YYYY-\"Q\"Q", dialect);
  return "(" + formatted(time_ms, "%Y-Q", dialect) + " || ((CAST(" +
         formatted(time_ms, "%m", dialect) + " AS INTEGER) + 2) / 3))";
}

// The Monday a week begins with, "2026-11-16".
std::string week(const std::string& time_ms, db::Dialect dialect) {
  if (dialect == db::Dialect::sqlite)
    return "date(" + time_ms + " / 1000.0, 'unixepoch', '-6 days', 'weekday 1')";
  return "to_char(date_trunc('week', to_timestamp(" + time_ms +
         " / 1000.0) AT TIME ZONE 'UTC'), 'YYYY-MM-DD')";
}

// SQL of one group, in the forms of fields_of_group().
std::string group_sql(const std::string& group, const SqlConditions& conditions,
                      const LocalTimes& local, db::Dialect dialect) {
  const auto fields = fields_of_group(group);
  const auto colon = group.find(':');
  if (colon == std::string::npos) return conditions.expression(group);
  const std::string value = local.of(fields[0], conditions);
  if (fields.size() == 2)
    return "(" + months(value, dialect) + " - " + months(local.of(fields[1], conditions), dialect) +
           ")";
  const std::string part = group.substr(colon + 1);
  if (part == "currency") return conditions.currency(fields[0]);
  if (part == "quarter") return quarter(value, dialect);
  if (part == "week") return week(value, dialect);
  return formatted(value, time_format(part, dialect == db::Dialect::sqlite), dialect);
}

std::string measure_sql(const Measure& measure, const SqlConditions& conditions) {
  if (measure.function == Function::count) return "COUNT(*)";
  const std::string value = conditions.expression(measure.field);
  switch (measure.function) {
    case Function::count_distinct:
      return "COUNT(DISTINCT " + value + ")";
    case Function::sum:
      return "CAST(SUM(" + value + ") AS DOUBLE PRECISION)";
    case Function::average:
      return "CAST(AVG(" + value + ") AS DOUBLE PRECISION)";
    case Function::min:
      return "MIN(" + value + ")";
    case Function::max:
      return "MAX(" + value + ")";
    default:
      return "CAST(AVG((" + conditions.expression(measure.to) + " - " + value +
             ") / 86400000.0) AS DOUBLE PRECISION)";
  }
}

// Ids go as one value, a JSON list: a statement has no room for a value each.
void add_only(const std::vector<std::string>& ids, db::Dialect dialect, SqlConditions& conditions) {
  const std::string list = conditions.bind(to_text(Json(ids)));
  conditions.add_sql(dialect == db::Dialect::sqlite
                         ? "id IN (SELECT value FROM json_each(" + list + "))"
                         : "id IN (SELECT jsonb_array_elements_text(" + list + "::jsonb))");
}

// Of all rows together how many values there are. Either database groups them several times faster
// than it looks each up among those it has seen, as it does for COUNT(DISTINCT ...).
bool is_one_distinct_count(const AggregateRequest& request) {
  return request.group_by.empty() && request.measures.size() == 1 &&
         request.measures.front().function == Function::count_distinct;
}

// The columns a request needs of its rows.
std::set<std::string> used_by(const AggregateRequest& request, const SqlConditions& conditions) {
  std::set<std::string> used = compared_by(request.filter, conditions);
  for (const std::string& group : request.group_by) {
    const bool currency = group.ends_with(kCurrencyPart);
    for (const std::string& field : fields_of_group(group))
      used.insert(currency ? conditions.currency(field) : conditions.expression(field));
  }
  for (const Measure& measure : request.measures)
    for (const std::string& field : {measure.field, measure.to})
      if (!field.empty()) used.insert(conditions.expression(field));
  return used;
}

}  // namespace

Result<std::vector<AggregateRow>> RecordStore::aggregate(db::Session& session, const Entity& entity,
                                                         const AggregateRequest& request) const {
  const auto kept_layout = layout(entity.name);
  const RecordLayout& rows = *kept_layout;
  SqlConditions conditions(entity, rows, session.dialect());
  const LocalTimes local = TRY(LocalTimes::in(request.time_zone));
  std::string columns;
  std::string groups;
  std::string order;  // What is not set comes last in both databases.
  for (std::size_t i = 0; i < request.group_by.size(); ++i) {
    const std::string comma = i == 0 ? "" : ", ";
    columns += comma + group_sql(request.group_by[i], conditions, local, session.dialect());
    groups += comma + std::to_string(i + 1);
    order += comma + std::to_string(i + 1) + " NULLS LAST";
  }
  for (const Measure& measure : request.measures) {
    columns += (columns.empty() ? "" : ", ") + measure_sql(measure, conditions);
  }
  conditions.add(request.filter);
  if (request.only) add_only(*request.only, session.dialect(), conditions);
  const bool in_order = !request.only && add_in_row_order(entity, request.filter,
                                                          used_by(request, conditions), conditions);
  const std::string from = rows.table() + (in_order ? " NOT INDEXED" : "") + conditions.where();
  std::string sql = "SELECT " + columns + " FROM " + from;
  if (is_one_distinct_count(request)) {
    const std::string value = conditions.expression(request.measures.front().field);
    sql = "SELECT COUNT(*) FROM (SELECT " + value + " FROM " + from + " AND " + value +
          " IS NOT NULL GROUP BY " + value + ") AS found";
  }
  if (!groups.empty()) sql += " GROUP BY " + groups + " ORDER BY " + order;
  sql += " LIMIT " + std::to_string(kAggregateRowsMax);

  std::vector<AggregateRow> answer;
  for (const db::Row& row : TRY(session.query(sql, conditions.values()))) {
    AggregateRow line;
    for (std::size_t i = 0; i < request.group_by.size(); ++i) {
      const std::string& group = request.group_by[i];
      const bool part = group.find(':') != std::string::npos;
      const bool distance = fields_of_group(group).size() == 2;
      const FieldType type = distance ? FieldType::number
                             : part   ? FieldType::text
                                      : conditions.type(group);
      line.group.push_back(stored_to_json(type, row, i));
    }
    for (std::size_t i = request.group_by.size(); i < row.size(); ++i) {
      line.values.push_back(row.is_null(i) ? std::optional<double>() : row.real(i));
    }
    answer.push_back(std::move(line));
  }
  return answer;
}

}  // namespace kontor::host

#include "host/core/aggregate.hpp"
#include "host/store/record_store.hpp"
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
                      db::Dialect dialect) {
  const auto fields = fields_of_group(group);
  const std::string value = conditions.expression(fields[0]);
  if (fields.size() == 2)
    return "(" + months(value, dialect) + " - " +
           months(conditions.expression(fields[1]), dialect) + ")";
  const auto colon = group.find(':');
  if (colon == std::string::npos) return value;
  const std::string part = group.substr(colon + 1);
  if (part == "currency") return sql_name(fields[0] + "_currency");
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

}  // namespace

Result<std::vector<AggregateRow>> RecordStore::aggregate(db::Session& session, const Entity& entity,
                                                         const AggregateRequest& request) const {
  const auto kept_layout = layout(entity.name);
  const RecordLayout& rows = *kept_layout;
  SqlConditions conditions(entity, rows, session.dialect());
  std::string columns;
  std::string groups;
  for (std::size_t i = 0; i < request.group_by.size(); ++i) {
    const std::string comma = i == 0 ? "" : ", ";
    columns += comma + group_sql(request.group_by[i], conditions, session.dialect());
    groups += comma + std::to_string(i + 1);
  }
  for (const Measure& measure : request.measures) {
    columns += (columns.empty() ? "" : ", ") + measure_sql(measure, conditions);
  }
  conditions.add(request.filter);
  std::string sql = "SELECT " + columns + " FROM " + rows.table() + conditions.where();
  if (!groups.empty()) sql += " GROUP BY " + groups + " ORDER BY " + groups;
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

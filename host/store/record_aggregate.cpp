#include "host/store/record_store.hpp"
#include "host/store/sql_conditions.hpp"

namespace kontor::host {

namespace {

// SQL of one group: a field, or a part of it ("closed_at:month", "amount:currency").
std::string group_sql(const std::string& group, const SqlConditions& conditions,
                      db::Dialect dialect) {
  const auto colon = group.find(':');
  const std::string field = group.substr(0, colon);
  if (colon == std::string::npos) return conditions.expression(field);
  const std::string part = group.substr(colon + 1);
  if (part == "currency") return sql_name(field + "_currency");
  const bool sqlite = dialect == db::Dialect::sqlite;
  const std::string format = part == "year"    ? (sqlite ? "%Y" : "YYYY")
                             : part == "month" ? (sqlite ? "%Y-%m" : "YYYY-MM")
                                               : (sqlite ? "%Y-%m-%d" : "YYYY-MM-DD");
  const std::string time = conditions.expression(field);
  if (sqlite) return "strftime('" + format + "', " + time + " / 1000.0, 'unixepoch')";
  return "to_char(to_timestamp(" + time + " / 1000.0) AT TIME ZONE 'UTC', '" + format + "')";
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
  const RecordLayout& rows = layout(entity.name);
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
  for (const Condition& condition : request.filter) conditions.add(condition);
  std::string sql = "SELECT " + columns + " FROM " + rows.table() + conditions.where();
  if (!groups.empty()) sql += " GROUP BY " + groups + " ORDER BY " + groups;
  sql += " LIMIT " + std::to_string(kAggregateRowsMax);

  std::vector<AggregateRow> answer;
  for (const db::Row& row : TRY(session.query(sql, conditions.values()))) {
    AggregateRow line;
    for (std::size_t i = 0; i < request.group_by.size(); ++i) {
      const std::string& group = request.group_by[i];
      const bool part = group.find(':') != std::string::npos;
      const FieldType type = part ? FieldType::text : conditions.type(group);
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

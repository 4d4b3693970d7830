#include "host/app/report_table.hpp"

#include <cmath>

#include "host/core/calendar_date.hpp"

namespace kontor::host {

namespace {

bool is_reference(const Entity& entity, const std::string& group) {
  const Field* const field = entity.find(group);
  return field != nullptr && field->type == FieldType::reference;
}

// Of what kind the values of a figure are: a number, unless it is one of the values measured.
FieldType type_of_figure(const Measure& measure, const Entity& entity) {
  switch (measure.function) {
    case Function::count:
    case Function::count_distinct:
    case Function::average_days_between:
      return FieldType::number;
    default:
      break;
  }
  const auto type = type_of(entity, measure.field);
  return type ? *type : FieldType::number;
}

// "sum(amount)", "average_days_between(created_at,closed_at)"
std::string name_of_figure(const Json& measure) {
  const std::string field = measure.value("field", "");
  const std::string to = measure.value("to", "");
  std::string name = measure.value("function", "");
  if (!field.empty()) name += "(" + field + (to.empty() ? "" : "," + to) + ")";
  return name;
}

void add_group(const ReportFigures& figures, const Json& value, bool reference, TableFormat format,
               std::vector<Json>& line) {
  if (!reference || format == TableFormat::json) return line.push_back(value);
  const auto name =
      value.is_string() ? figures.names.find(value.get<std::string>()) : figures.names.end();
  line.push_back(name == figures.names.end() ? Json() : Json(name->second));
  line.push_back(value);
}

Json number_cell(double value) {
  const bool whole = std::floor(value) == value && std::fabs(value) < 9e15;
  return whole ? Json(static_cast<std::int64_t>(value)) : Json(value);
}

void add_figure(const std::optional<double>& value, const std::string& currency, FieldType type,
                TableFormat format, std::vector<Json>& line) {
  Json cell = value ? number_cell(*value) : Json();
  if (value && type == FieldType::date) cell = to_date_text(static_cast<TimeMs>(*value));
  if (value && type == FieldType::time) cell = to_rfc3339(static_cast<TimeMs>(*value));
  if (type != FieldType::money) return line.push_back(std::move(cell));
  Json unit = currency.empty() ? Json() : Json(currency);
  if (format == TableFormat::json) {
    if (value) cell = {{"amount", number_cell(*value)}, {"currency", std::move(unit)}};
    return line.push_back(std::move(cell));
  }
  // Kept in hundredths of every currency.
  line.push_back(value ? number_cell(*value / 100) : Json());
  line.push_back(std::move(unit));
}

}  // namespace

ReportTable report_table(const ReportFigures& figures, const Entity& entity, TableFormat format) {
  const AggregateRequest& wanted = figures.report.wanted;
  ReportTable table;
  for (const std::string& group : wanted.group_by) {
    table.columns.push_back(group);
    if (format != TableFormat::json && is_reference(entity, group))
      table.columns.push_back(group + "_id");
  }
  std::vector<FieldType> types;
  for (std::size_t i = 0; i < wanted.measures.size(); ++i) {
    types.push_back(type_of_figure(wanted.measures[i], entity));
    const std::string name = name_of_figure(figures.report.measures[i]);
    table.columns.push_back(name);
    if (format != TableFormat::json && types[i] == FieldType::money)
      table.columns.push_back(name + "_currency");
  }
  for (const ReportRow& row : figures.rows) {
    std::vector<Json> line;
    for (std::size_t i = 0; i < row.group.size(); ++i)
      add_group(figures, row.group[i], is_reference(entity, wanted.group_by[i]), format, line);
    for (std::size_t i = 0; i < types.size(); ++i)
      add_figure(row.values[i], row.currencies[i], types[i], format, line);
    table.rows.push_back(std::move(line));
  }
  return table;
}

}  // namespace kontor::host

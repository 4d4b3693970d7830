#include <map>
#include <set>

#include "host/app/record_titles.hpp"
#include "host/app/reports.hpp"

// What is said with the figures of a report: currencies, names, and the answer's form.
namespace kontor::host {

namespace {

constexpr std::size_t kNamesMax = 5000;

using Currencies = std::map<std::string, std::set<std::string>>;  // By group, as text.

bool holds_money(const Measure& measure, const Entity& entity) {
  if (measure.function == Function::count || measure.function == Function::count_distinct ||
      measure.function == Function::average_days_between)
    return false;
  const auto type = type_of(entity, measure.field);
  return type && *type == FieldType::money;
}

// True if the figure adds amounts of several currencies.
bool keep_one_currency(const std::set<std::string>& found, ReportRow& row, std::size_t place) {
  if (found.size() == 1) row.currencies[place] = *found.begin();
  if (found.size() < 2) return false;
  row.values[place] = std::nullopt;
  return true;
}

Json row_json(const ReportRow& row) {
  Json values = Json::array();
  Json currencies = Json::array();
  for (const auto& value : row.values) values.push_back(value ? Json(*value) : Json());
  for (const std::string& one : row.currencies)
    currencies.push_back(one.empty() ? Json() : Json(one));
  return {{"values", std::move(values)}, {"currencies", std::move(currencies)}};
}

Json day_or_null(const std::string& day) { return day.empty() ? Json() : Json(day); }

}  // namespace

Status Reports::add_currencies(const Principal& principal, ReportFigures& figures) {
  const auto catalogue = records_.definitions().now();
  const Entity* const entity = TRY(catalogue->require(figures.report.wanted.entity));
  const auto& groups = figures.report.wanted.group_by;
  const auto& measures = figures.report.wanted.measures;
  std::map<std::string, Currencies> known;  // By field.
  for (std::size_t place = 0; place < measures.size(); ++place) {
    if (!holds_money(measures[place], *entity)) continue;
    const std::string& field = measures[place].field;
    if (!known.contains(field)) {
      std::vector<std::string> apart = groups;
      apart.push_back(field + ":currency");
      for (const AggregateRow& row :
           TRY(measured(principal, figures.report, figures.filter, std::move(apart)))) {
        if (!row.group.back().is_string()) continue;
        const Json group(std::vector<Json>(row.group.begin(), row.group.end() - 1));
        const auto currency = row.group.back().get<std::string>();
        known[field][to_text(group)].insert(currency);
        known[field][""].insert(currency);
      }
    }
    Currencies& found = known[field];
    for (ReportRow& row : figures.rows) {
      if (keep_one_currency(found[to_text(Json(row.group))], row, place))
        figures.mixed_currencies = true;
    }
    if (keep_one_currency(found[""], figures.totals, place)) figures.mixed_currencies = true;
  }
  return ok();
}

Status Reports::add_names(const Principal& principal, const Entity& entity, ReportFigures& figures,
                          Show show) {
  const auto& groups = figures.report.wanted.group_by;
  for (std::size_t place = 0; place < groups.size(); ++place) {
    const Field* const field = entity.find(groups[place]);
    if (field == nullptr || field->type != FieldType::reference) continue;
    std::set<std::string> ids;
    for (const ReportRow& row : figures.rows) {
      if (row.group[place].is_string() && ids.size() < kNamesMax)
        ids.insert(row.group[place].get<std::string>());
    }
    if (field->target == "user") {
      for (const std::string& id : ids) {
        const auto user = accounts_.user(id);
        if (user) figures.names[id] = user->name;
      }
      continue;
    }
    while (!ids.empty()) {
      std::set<std::string> some;
      while (!ids.empty() && some.size() < static_cast<std::size_t>(kListLimitMax))
        some.insert(ids.extract(ids.begin()));
      auto titles = TRY(record_titles(records_, principal, field->target, some));
      if (show == Show::rows) TRY(records_.looked_at(principal, field->target, titles.size()));
      figures.names.merge(titles);
    }
  }
  return ok();
}

Json report_json(const ReportFigures& figures) {
  Json rows = Json::array();
  for (const ReportRow& row : figures.rows) {
    Json one = row_json(row);
    one["group"] = row.group;
    one["filter"] = row.filter ? *row.filter : Json();
    rows.push_back(std::move(one));
  }
  return {{"of", figures.report.wanted.entity},
          {"groups", figures.report.wanted.group_by},
          {"measures", figures.report.measures},
          {"chart", figures.report.chart.empty() ? "none" : figures.report.chart},
          {"time_zone", figures.time_zone},
          {"from", day_or_null(figures.report.from)},
          {"to", day_or_null(figures.report.to)},
          {"filter", figures.filter},
          {"rows", std::move(rows)},
          {"totals", row_json(figures.totals)},
          {"names", figures.names},
          {"mixed_currencies", figures.mixed_currencies},
          {"not_drillable", figures.not_drillable.empty() ? Json() : Json(figures.not_drillable)}};
}

}  // namespace kontor::host

#include "host/app/reports.hpp"

#include <algorithm>
#include <set>

#include "host/app/record_scope.hpp"
#include "host/app/record_titles.hpp"
#include "host/core/drill_down.hpp"

namespace kontor::host {

namespace {

constexpr const char* kNoWords =
    "the records behind a row cannot be listed: the filter language has no words for months "
    "between two dates or for several choices";

std::vector<std::string> fields_of_report(const Report& report) {
  std::vector<std::string> fields = fields_of_filter(report.wanted.filter);
  for (const std::string& group : report.wanted.group_by) {
    for (std::string& field : fields_of_group(group)) fields.push_back(std::move(field));
  }
  for (const Measure& measure : report.wanted.measures) {
    for (const std::string& field : {measure.field, measure.to}) {
      if (!field.empty()) fields.push_back(field);
    }
  }
  return fields;
}

ReportRow row_of(const AggregateRow& measured) {
  return {measured.group, measured.values, std::vector<std::string>(measured.values.size()), {}};
}

void add_filters(const Entity& entity, ReportFigures& figures) {
  const auto& groups = figures.report.wanted.group_by;
  if (!std::all_of(groups.begin(), groups.end(),
                   [&](const std::string& group) { return has_filter(entity, group); })) {
    figures.not_drillable = kNoWords;
    return;
  }
  for (ReportRow& row : figures.rows) {
    Json narrowed = Json::array();
    for (std::size_t i = 0; i < groups.size() && !narrowed.is_null(); ++i) {
      const auto part = filter_of_group(entity, groups[i], row.group[i], figures.time_zone);
      if (!part) {
        narrowed = nullptr;
      } else {
        narrowed.insert(narrowed.end(), part->begin(), part->end());
      }
    }
    if (!narrowed.is_null()) row.filter = std::move(narrowed);
  }
}

}  // namespace

Result<Json> Reports::saved(const Principal& principal, const std::string& id) {
  const Record record = TRY(records_.get(principal, "report", id));
  return report_of_fields(record.fields);
}

Result<std::vector<AggregateRow>> Reports::measured(const Principal& principal,
                                                    const Report& report, const Json& filter,
                                                    std::vector<std::string> groups, Show show) {
  const Json wanted{
      {"filter", filter}, {"group_by", std::move(groups)}, {"measures", report.measures}};
  const std::string& of = report.wanted.entity;
  auto measured = show == Show::rows ? records_.aggregate(principal, of, wanted)
                                     : records_.aggregate_again(principal, of, wanted);
  auto rows = TRY(std::move(measured));
  if (rows.size() >= static_cast<std::size_t>(kAggregateRowsMax)) {
    return Error{ErrorCode::exhausted,
                 "a report has fewer than " + std::to_string(kAggregateRowsMax) +
                     " rows: narrow its filter or group by longer spans of time"};
  }
  return rows;
}

Result<ReportFigures> Reports::run(const Principal& principal, const Json& report, Show show) {
  const auto catalogue = records_.definitions().now();
  const std::string of = TRY(json_text(report, "of"));
  const Entity* const entity = TRY(catalogue->require(of));
  TRY(require(principal, of, Verb::read));
  ReportFigures figures;
  figures.time_zone = records_.time_zone();
  figures.report =
      TRY(parse_report(report, *entity, {principal.id, clock_.now_ms(), figures.time_zone}));
  const Report& wanted = figures.report;
  // A field that is read in fewer records than the rest narrows totals and lists as well.
  const Scope scope = TRY(readable_scope(principal, *entity, fields_of_report(wanted)));
  Filter filter = wanted.wanted.filter;
  if (scope < *principal.rights->scope(of, Verb::read))
    narrow(principal, *catalogue, *entity, scope, filter);
  figures.filter = report_filter(filter);
  for (const AggregateRow& row :
       TRY(measured(principal, wanted, figures.filter, wanted.wanted.group_by, show)))
    figures.rows.push_back(row_of(row));
  for (const AggregateRow& row : TRY(measured(principal, wanted, figures.filter, {})))
    figures.totals = row_of(row);
  TRY(add_currencies(principal, figures));
  add_filters(*entity, figures);
  TRY(add_names(principal, *entity, figures, show));
  return figures;
}

}  // namespace kontor::host

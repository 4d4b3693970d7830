#include "host/core/report.hpp"

#include "host/core/calendar_date.hpp"
#include "host/core/day_span.hpp"
#include "host/core/time_zone.hpp"

namespace kontor::host {

namespace {

// Two for each group; one that keeps to what the reader may see.
constexpr std::size_t kNarrowedBy = 2 * kReportGroupsMax + 1;
constexpr TimeMs kReportDayMs = 86'400'000;

Error refuse_report(const std::string& why) {
  return Error{ErrorCode::invalid_argument, "report: " + why, R"({"code":"report-refused"})"};
}

Result<std::string> word(const Json& json, const char* name) {
  const auto found = json.find(name);
  if (found == json.end() || found->is_null()) return std::string();
  if (!found->is_string()) return refuse_report(std::string(name) + " is a text");
  return found->get<std::string>();
}

// Two columns of one name would be one in JSON.
Status check_unlike(const Json& list, const char* what) {
  for (std::size_t i = 1; i < list.size(); ++i) {
    for (std::size_t before = 0; before < i; ++before) {
      if (list[i] == list[before]) return refuse_report(std::string(what) + " holds one twice");
    }
  }
  return ok();
}

Status check_groups(const Entity& entity, const std::vector<std::string>& groups) {
  for (const std::string& group : groups) {
    const FieldType type = TRY(type_of(entity, fields_of_group(group)[0]));
    if (type == FieldType::long_text || type == FieldType::address)
      return refuse_report("long texts such as " + group.substr(0, 63) + " are no groups");
  }
  return ok();
}

Status add_period(const Json& json, const Entity& entity, const FilterContext& context,
                  Report& report) {
  const std::string period = TRY(word(json, "period"));
  if (period.empty()) return ok();
  const std::string field = TRY(word(json, "period_field"));
  if (field.empty()) return refuse_report("a period needs period_field, a date or time");
  const FieldType type = TRY(type_of(entity, field));
  if (type != FieldType::date && type != FieldType::time)
    return refuse_report("period_field " + field + " is no date or time");
  const auto zone = TRY(zone_offsets(context.time_zone.empty() ? kUtc : context.time_zone));
  const TimeMs shown = clock_time(*zone, context.now_ms);
  const DaySpan days = TRY(days_of_period(period, shown - shown % kReportDayMs));
  report.from = to_date_text(days.from_ms);
  report.to = to_date_text(days.to_ms);
  const Json within = Json::array({{{"field", field}, {"op", "ge"}, {"value", report.from}},
                                   {{"field", field}, {"op", "lt"}, {"value", report.to}}});
  report.wanted.filter.and_also(TRY(parse_filter(within, entity, context)));
  return ok();
}

// Could what narrows it still be said with it?
Status check_room(const Report& report, const Entity& entity) {
  Json filled = report_filter(report.wanted.filter);
  for (std::size_t i = 0; i < kNarrowedBy; ++i)
    filled.push_back({{"field", "id"}, {"op", "is_null"}, {"value", true}});
  if (!parse_filter(filled, entity)) return refuse_report("the filter is too large or too deep");
  return ok();
}

}  // namespace

Json report_filter(const Filter& filter) {
  if (filter.empty()) return Json::array();
  Json json = filter_json(filter);
  const auto all = json.find("all");
  if (all != json.end()) return std::move(*all);
  return Json::array({std::move(json)});
}

Result<Report> parse_report(const Json& json, const Entity& entity, const FilterContext& context) {
  if (!json.is_object()) return refuse_report("an object is wanted");
  const Json groups = json.value("groups", Json::array());
  const Json measures = json.value("measures", Json::array());
  if (!groups.is_array() || groups.size() > kReportGroupsMax)
    return refuse_report("groups is a list of at most " + std::to_string(kReportGroupsMax));
  if (measures.is_array() && measures.size() > kReportMeasuresMax)
    return refuse_report("measures is a list of 1 to " + std::to_string(kReportMeasuresMax));
  Report report;
  report.wanted = TRY(parse_aggregate({{"filter", json.value("filter", Json())},
                                       {"group_by", groups.is_null() ? Json::array() : groups},
                                       {"measures", measures}},
                                      entity, context));
  report.wanted.time_zone = context.time_zone;
  report.measures = Json::array();
  for (const Measure& measure : report.wanted.measures)
    report.measures.push_back(measure_json(measure));
  TRY(check_unlike(groups, "groups"));
  TRY(check_unlike(report.measures, "measures"));
  TRY(check_groups(entity, report.wanted.group_by));
  report.chart = TRY(word(json, "chart"));
  TRY(add_period(json, entity, context, report));
  TRY(check_room(report, entity));
  return report;
}

Result<Json> report_of_fields(const Json& fields) {
  Json report = Json::object();
  for (const char* name : {"of", "chart", "period_field", "period"})
    report[name] = TRY(word(fields, name));
  report["groups"] = fields.value("groups", Json::array());
  const std::string filter = TRY(word(fields, "filter"));
  report["filter"] = filter.empty() ? Json::array() : TRY(parse_json(filter));
  const std::string measures = TRY(word(fields, "measures"));
  report["measures"] = TRY(parse_json(measures));
  return report;
}

}  // namespace kontor::host

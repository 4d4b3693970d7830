#include "host/core/work_rules.hpp"

#include <cmath>

#include "host/core/definitions.hpp"
#include "host/core/filter.hpp"
#include "host/core/report.hpp"
#include "host/core/service_levels.hpp"

namespace kontor::host {

namespace {

std::string text_at(const Json& fields, const char* name) {
  const auto found = fields.find(name);
  return found != fields.end() && found->is_string() ? found->get<std::string>() : "";
}

// Milliseconds of a time field, or `otherwise`.
TimeMs time_at(const Json& fields, const char* name, TimeMs otherwise) {
  const auto time = parse_rfc3339(text_at(fields, name));
  return time ? *time : otherwise;
}

// Is this the first time, or did it change to something else?
bool differs(const ChangeRules& rules, const Json& fields, const char* name) {
  return rules.before == nullptr || text_at(*rules.before, name) != text_at(fields, name);
}

void set_late(Json& fields, const char* late, TimeMs done_ms, TimeMs due_ms) {
  if (done_ms > due_ms) fields[late] = true;
}

Error refuse_saved(const std::string& field, const std::string& why) {
  return Error{ErrorCode::invalid_argument, field + ": " + why, to_text(Json{{"field", field}})};
}

}  // namespace

void settle_task(const Json& changes, const ChangeRules& rules, Json& fields) {
  const bool done = text_at(fields, "state") == "done";
  if (!done) {
    fields.erase("done_at");
  } else if (!fields.contains("done_at")) {
    fields["done_at"] = to_rfc3339(rules.now_ms);
  }
  if (changes.contains("remind_at") && differs(rules, fields, "remind_at"))
    fields.erase("reminded_at");
  // Whoever wants a reminder of a task that nobody has is reminded themselves.
  if (fields.contains("remind_at") && !fields.contains("owner") && !changes.contains("owner") &&
      !rules.user_id.empty())
    fields["owner"] = rules.user_id;
  const std::string owner = text_at(fields, "owner");
  if (!changes.contains("owner") || !differs(rules, fields, "owner")) return;
  fields.erase("delegated_by");
  if (!owner.empty() && !rules.user_id.empty() && owner != rules.user_id)
    fields["delegated_by"] = rules.user_id;
}

namespace {

// While a case waits for the customer, its clock stands still: business time spent waiting is
// added to the deadline once the wait is over. True if it just ended.
bool settle_wait(const ServiceLevels& service, TimeMs now_ms, Json& fields) {
  const bool waits = text_at(fields, "state") == "waiting";
  if (waits && !fields.contains("waiting_since")) fields["waiting_since"] = to_rfc3339(now_ms);
  if (waits || !fields.contains("waiting_since")) return false;
  const std::int64_t minutes =
      service.hours.minutes_between(time_at(fields, "waiting_since", now_ms), now_ms);
  fields["waited_minutes"] = fields.value("waited_minutes", std::int64_t{0}) + minutes;
  fields.erase("waiting_since");
  return true;
}

}  // namespace

void settle_case(const Json& changes, const ChangeRules& rules, Json& fields) {
  static const ServiceLevels usual;
  const ServiceLevels& service = rules.service == nullptr ? usual : *rules.service;
  if (!fields.contains("opened_at")) fields["opened_at"] = to_rfc3339(rules.now_ms);
  const TimeMs opened_ms = time_at(fields, "opened_at", rules.now_ms);
  const std::string priority = text_at(fields, "priority");
  const auto level = service.levels.find(priority.empty() ? "normal" : priority);
  const bool counted = differs(rules, fields, "opened_at") || differs(rules, fields, "priority");
  const bool waited = settle_wait(service, rules.now_ms, fields);
  if (counted && level != service.levels.end()) {
    fields["respond_by"] =
        to_rfc3339(service.hours.after(opened_ms, level->second.response_minutes));
  }
  if ((counted || waited) && level != service.levels.end()) {
    const auto minutes = fields.value("waited_minutes", std::int64_t{0});
    fields["resolve_by"] =
        to_rfc3339(service.hours.after(opened_ms, level->second.resolution_minutes + minutes));
  }
  const std::string state = text_at(fields, "state");
  if (state != "resolved" && state != "closed") {
    fields.erase("resolved_at");
  } else if (!fields.contains("resolved_at")) {
    fields["resolved_at"] = to_rfc3339(rules.now_ms);
  }
  if (fields.contains("responded_at") && changes.contains("responded_at"))
    set_late(fields, "response_late", time_at(fields, "responded_at", 0),
             time_at(fields, "respond_by", 0));
  if (fields.contains("resolved_at"))
    set_late(fields, "resolution_late", time_at(fields, "resolved_at", 0),
             time_at(fields, "resolve_by", 0));
}

void settle_order_line(Json& fields) {
  const auto price = fields.find("unit_price");
  if (price == fields.end() || !fields.contains("quantity")) {
    fields.erase("total");
    return;
  }
  const long double total = static_cast<long double>(fields["quantity"].get<double>()) *
                            static_cast<long double>(price->at("amount").get<std::int64_t>());
  constexpr long double kTotalMax = 9e18L;
  if (std::fabs(total) > kTotalMax) return;
  fields["total"] = {{"amount", static_cast<std::int64_t>(std::llroundl(total))},
                     {"currency", price->at("currency")}};
}

Status check_saved_filter(const ChangeRules& rules, const Json& fields) {
  if (rules.catalogue == nullptr) return ok();
  const std::string of = text_at(fields, "of");
  const Entity* const entity = rules.catalogue->find(of);
  if (entity == nullptr) return refuse_saved("of", "there is no entity " + of.substr(0, 63));
  const std::string filter = text_at(fields, "filter");
  if (!filter.empty()) {
    const auto json = parse_json(filter);
    if (!json) return refuse_saved("filter", json.error().message);
    const auto parsed = parse_filter(*json, *entity, {rules.user_id, rules.now_ms});
    if (!parsed) return refuse_saved("filter", parsed.error().message);
  }
  std::string sort = text_at(fields, "sort");
  if (sort.starts_with('-')) sort.erase(0, 1);
  if (!sort.empty() && !type_of(*entity, sort))
    return refuse_saved("sort", of + " has no field " + sort.substr(0, 63));
  for (const Json& column : fields.value("columns", Json::array())) {
    if (!type_of(*entity, column.get<std::string>()))
      return refuse_saved("columns", of + " has no field " + column.get<std::string>());
  }
  return ok();
}

Status check_saved_report(const ChangeRules& rules, const Json& fields) {
  if (rules.catalogue == nullptr) return ok();
  const std::string of = text_at(fields, "of");
  const Entity* const entity = rules.catalogue->find(of);
  if (entity == nullptr) return refuse_saved("of", "there is no entity " + of.substr(0, 63));
  const Json report = TRY(report_of_fields(fields));
  TRY(parse_report(report, *entity, {rules.user_id, rules.now_ms}));
  return ok();
}

}  // namespace kontor::host

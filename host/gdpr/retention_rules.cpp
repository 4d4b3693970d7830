#include "host/gdpr/retention_rules.hpp"

#include <set>

#include "base/core/json_schema.hpp"

namespace kontor::host {

namespace {

constexpr int kRulesMax = 100;
constexpr int kDaysMax = 36'500;

const char* action_name(RetentionRule::Action action) {
  switch (action) {
    case RetentionRule::Action::erase:
      return "erase";
    case RetentionRule::Action::remove:
      return "delete";
    default:
      return "clear";
  }
}

Error refuse_rule(const std::string& name, const std::string& why) {
  return Error{ErrorCode::invalid_argument, "rule " + name + ": " + why,
               R"({"code":"retention-refused"})"};
}

Status check_rule(const RetentionRule& rule, const Catalogue& catalogue) {
  const Entity* const entity = catalogue.find(rule.entity);
  if (entity == nullptr || entity->engine_only) {
    return refuse_rule(rule.name, "there is no such entity: " + rule.entity);
  }
  if (rule.action == RetentionRule::Action::erase && rule.entity != "person") {
    return refuse_rule(rule.name, "only persons are erased; say delete or clear");
  }
  if ((rule.action == RetentionRule::Action::clear) == rule.fields.empty()) {
    return refuse_rule(rule.name, "fields belong to clear, and to it alone");
  }
  for (const std::string& name : rule.fields) {
    const Field* const field = entity->find(name);
    if (field == nullptr || field->required || !field->plugin.empty()) {
      return refuse_rule(rule.name, name + " cannot be cleared");
    }
  }
  if (rule.by_entry() && rule.action != RetentionRule::Action::clear) {
    return refuse_rule(rule.name, "entered_at belongs to clear");
  }
  const auto since = type_of(*entity, rule.by_entry() ? "created_at" : rule.since);
  if (!since || (*since != FieldType::time && *since != FieldType::date)) {
    return refuse_rule(rule.name, rule.since + " is no date or time");
  }
  TRY(parse_filter(rule.filter, *entity));
  return ok();
}

RetentionRule rule_of(const Json& json) {
  RetentionRule rule;
  rule.name = json.at("name");
  rule.entity = json.at("entity");
  rule.purpose = json.at("purpose");
  rule.after_days = json.at("after_days");
  rule.since = json.value("since", "created_at");
  rule.filter = json.value("filter", Json::array());
  const std::string action = json.at("action");
  if (action == "erase") rule.action = RetentionRule::Action::erase;
  if (action == "delete") rule.action = RetentionRule::Action::remove;
  if (json.contains("fields")) rule.fields = json["fields"].get<std::vector<std::string>>();
  return rule;
}

}  // namespace

const Json& retention_schema() {
  static const Json name = {{"type", "string"}, {"minLength", 1}, {"maxLength", 100}};
  static const Json schema = {
      {"type", "object"},
      {"additionalProperties", false},
      {"required", {"rules"}},
      {"properties",
       {{"rules",
         {{"type", "array"},
          {"maxItems", kRulesMax},
          {"items",
           {{"type", "object"},
            {"additionalProperties", false},
            {"required", {"name", "entity", "purpose", "after_days", "action"}},
            {"properties",
             {{"name", name},
              {"entity", name},
              {"purpose", {{"type", "string"}, {"minLength", 1}, {"maxLength", 500}}},
              {"after_days", {{"type", "integer"}, {"minimum", 1}, {"maximum", kDaysMax}}},
              {"since", name},
              {"filter", {{"type", {"array", "object"}}}},
              {"action", {{"enum", {"erase", "delete", "clear"}}}},
              {"fields", {{"type", "array"}, {"maxItems", 100}, {"items", name}}}}}}}}}}}};
  return schema;
}

Json RetentionRule::to_json() const {
  return {{"name", name},
          {"entity", entity},
          {"purpose", purpose},
          {"after_days", after_days},
          {"since", since},
          {"filter", filter},
          {"action", action_name(action)},
          {"fields", fields}};
}

Result<Filter> RetentionRule::due(const Entity& entity_known, TimeMs before_ms) const {
  Filter all = TRY(parse_filter(filter, entity_known));
  const std::string begin = by_entry() ? "created_at" : since;
  const auto type = TRY(type_of(entity_known, begin));
  const std::string moment = to_rfc3339(before_ms);
  all.and_also(
      Filter::of({begin, FilterOp::lt, type == FieldType::date ? moment.substr(0, 10) : moment}));
  if (action != Action::clear) return all;
  Filter something{.kind = Filter::Kind::any};
  for (const std::string& field : fields)
    something.parts.push_back(Filter::of({field, FilterOp::is_null, false}));
  all.and_also(std::move(something));
  return all;
}

Result<std::vector<RetentionRule>> parse_retention(const Json& json, const Catalogue& catalogue) {
  const auto schema = TRY(JsonSchema::parse(retention_schema()));
  TRY(schema.validate(json));
  std::vector<RetentionRule> rules;
  rules.reserve(json["rules"].size());
  std::set<std::string> names;
  for (const Json& each : json["rules"]) {
    RetentionRule rule = rule_of(each);
    TRY(check_rule(rule, catalogue));
    if (rule.name.find(':') != std::string::npos || !names.insert(rule.name).second)
      return refuse_rule(rule.name, "the name stands twice or holds a colon");
    rules.push_back(std::move(rule));
  }
  return rules;
}

std::vector<RetentionRule> with_fields(std::vector<RetentionRule> rules,
                                       const Catalogue& catalogue) {
  for (const auto& [name, entity] : catalogue.entities()) {
    for (const Field& field : entity.fields) {
      if (field.retention_days <= 0 || field.required || !field.plugin.empty()) continue;
      RetentionRule rule;
      rule.name = "field:" + name + "." + field.name;
      rule.entity = name;
      rule.purpose = field.purpose;
      rule.after_days = field.retention_days;
      rule.fields = {field.name};
      rule.since = RetentionRule::kEnteredAt;
      rules.push_back(std::move(rule));
    }
  }
  return rules;
}

}  // namespace kontor::host

#include "host/core/match_rule.hpp"

#include <algorithm>

#include "host/core/entity.hpp"

namespace kontor::host {

namespace {

// A column of text of its own, by which a list of keys can be looked up.
bool is_match_key(const Field& field) {
  const bool text = field.type == FieldType::text || field.type == FieldType::email ||
                    field.type == FieldType::url || field.type == FieldType::choice;
  return field.unique && text && field.plugin.empty() && !field.read_only;
}

constexpr std::size_t kRulesMax = 5;
constexpr std::size_t kFieldsMax = 4;

std::vector<std::string> parts_of(const std::string& text, const char* between) {
  std::vector<std::string> parts;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find_first_of(between, at), text.size());
    parts.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return parts;
}

bool has_index(const Entity& entity, const Field& field) {
  if (!field.plugin.empty()) return false;
  if (field.type == FieldType::email || field.type == FieldType::phone || field.unique) return true;
  const bool text = field.type == FieldType::text;
  return text && std::any_of(entity.indexes.begin(), entity.indexes.end(), [&](const auto& index) {
           return !index.empty() && index.front() == field.name;
         });
}

bool is_comparable(const Field& field) {
  switch (field.type) {
    case FieldType::text:
    case FieldType::email:
    case FieldType::phone:
    case FieldType::url:
    case FieldType::choice:
    case FieldType::reference:
    case FieldType::date:
      return field.plugin.empty();
    default:
      return false;
  }
}

Result<MatchRule> chosen_rule(const Entity& entity, const std::string& text) {
  MatchRule rule{parts_of(text, "+ "), /*complete=*/true, {}};
  if (!begins_with_index(entity, rule)) {
    std::string possible;
    for (const Field& field : entity.fields) {
      if (is_comparable(field) && has_index(entity, field) && !field.read_only)
        possible += (possible.empty() ? "" : ", ") + field.name;
    }
    return Error{ErrorCode::invalid_argument,
                 "match: a rule for " + entity.name + " begins with one of: " + possible,
                 R"({"code":"no-match-key"})"};
  }
  for (const std::string& name : rule.fields) {
    const Field* const field = entity.find(name);
    if (field == nullptr || !is_comparable(*field))
      return Error{ErrorCode::invalid_argument,
                   "match: " + entity.name + " has no field to compare called " + name,
                   R"({"code":"no-match-key"})"};
  }
  if (rule.fields.size() <= kFieldsMax) return rule;
  return Error{ErrorCode::invalid_argument, "match: too many fields in a rule"};
}

}  // namespace

Result<MatchRule> MatchRule::parse(const Json& json) {
  MatchRule rule;
  if (json.is_array()) {
    rule.fields = json.get<std::vector<std::string>>();
  } else {
    rule.fields = json.value("fields", std::vector<std::string>{});
    rule.complete = json.value("complete", false);
    rule.unless = json.value("unless", std::vector<std::string>{});
  }
  if (!rule.fields.empty()) return rule;
  return Error{ErrorCode::invalid_argument, "match: a rule without fields"};
}

std::string MatchRule::named() const {
  std::string names;
  for (const std::string& field : fields) names += (names.empty() ? "" : " and ") + field;
  return names;
}

bool MatchRule::contradicted(const Json& fields_here, const Json& others) const {
  return std::any_of(unless.begin(), unless.end(), [&](const std::string& field) {
    const auto here = fields_here.find(field);
    const auto there = others.find(field);
    return here != fields_here.end() && there != others.end() && *here != *there;
  });
}

std::string compared(const Json& fields, const std::string& name) {
  const auto found = fields.find(name);
  if (found == fields.end()) return "";
  return found->is_string() ? found->get<std::string>() : to_text(*found);
}

std::vector<MatchRule> match_rules(const Entity& entity) {
  std::vector<MatchRule> rules;
  const auto add = [&](MatchRule rule) {
    const bool known = std::any_of(rules.begin(), rules.end(),
                                   [&](const MatchRule& r) { return r.fields == rule.fields; });
    if (!known && entity.find(rule.fields.front()) != nullptr) rules.push_back(std::move(rule));
  };
  for (const Field& field : entity.fields) {
    if (is_match_key(field)) add({{field.name}, false, {}});
  }
  for (const MatchRule& rule : entity.match) add(rule);
  return rules;
}

bool begins_with_index(const Entity& entity, const MatchRule& rule) {
  const Field* const first = entity.find(rule.fields.front());
  return first != nullptr && is_comparable(*first) && has_index(entity, *first);
}

Result<std::vector<MatchRule>> chosen_rules(const Entity& entity, const std::string& text) {
  std::vector<MatchRule> rules;
  if (text.empty()) return rules;
  for (const std::string& each : parts_of(text, ",")) {
    MatchRule rule = TRY(chosen_rule(entity, each));
    rules.push_back(std::move(rule));
  }
  if (rules.size() <= kRulesMax) return rules;
  return Error{ErrorCode::invalid_argument, "match: at most 5 rules"};
}

}  // namespace kontor::host

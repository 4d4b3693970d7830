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

}  // namespace kontor::host

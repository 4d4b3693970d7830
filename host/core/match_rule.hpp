#pragma once

#include <string>
#include <vector>

#include "base/core/json.hpp"

namespace kontor::host {

struct Entity;
struct Field;

// Which fields say that a row of a file and a record, or two records, are the same thing.
// In a definition ["email"], or {"fields": […], "complete": true, "unless": […]}.
struct MatchRule {
  std::vector<std::string> fields;  // All agree; the first, at least, is set.
  bool complete = false;            // All are set.
  std::vector<std::string> unless;  // No match if one of these is set in both and differs.

  static Result<MatchRule> parse(const Json& json);
  // "phone and name"
  std::string named() const;
  bool contradicted(const Json& fields, const Json& others) const;
};

// What a rule compares: text as it is, anything else as JSON; "" for what is not set.
std::string compared(const Json& fields, const std::string& name);

// The rules of an entity, the surest first: what is unique, then what its definition says. Those
// whose first field is not in use are left out.
std::vector<MatchRule> match_rules(const Entity& entity);

// The records that a rule may be about are found by an index.
bool begins_with_index(const Entity& entity, const MatchRule& rule);
// What somebody chose instead, the surest first: "email,phone,name+organisation". All fields of a
// rule agree. invalid_argument with the fields a rule may begin with: those that are looked up by
// an index, so that a rule costs the same however many records there are.
Result<std::vector<MatchRule>> chosen_rules(const Entity& entity, const std::string& text);

}  // namespace kontor::host

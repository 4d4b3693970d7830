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

// The rules of an entity, the surest first: what is unique, then what its definition says. Those
// whose first field is not in use are left out.
std::vector<MatchRule> match_rules(const Entity& entity);

}  // namespace kontor::host

#pragma once

#include <string>
#include <vector>

#include "host/core/definitions.hpp"
#include "host/core/filter.hpp"

namespace kontor::host {

// How long something is kept and what for: after that it goes.
struct RetentionRule {
  enum class Action { erase, remove, clear };
  std::string name;
  std::string entity;
  std::string purpose;
  std::int64_t after_days = 0;
  // Or "updated_at", a date or time of the record; of clear "entered_at": when the value was
  // entered, as the audit log has it.
  std::string since = "created_at";
  Json filter = Json::array();  // Which records; host/core/filter_language.md.
  Action action = Action::clear;
  std::vector<std::string> fields = {};  // Of clear.

  Json to_json() const;
  bool by_entry() const { return since == kEnteredAt; }
  static constexpr const char* kEnteredAt = "entered_at";
  // The records it means: those whose time is over at `before_ms` and that still have something.
  // Those of a rule by_entry() that were changed after it may have a younger value.
  Result<Filter> due(const Entity& entity_known, TimeMs before_ms) const;
};

// {"rules":[{"name","entity","purpose","after_days","since","filter","action","fields"}]}: action
// "erase" (persons alone, by an erasure with its holds and receipt), "delete" or "clear".
Result<std::vector<RetentionRule>> parse_retention(const Json& json, const Catalogue& catalogue);
const Json& retention_schema();

// The company's rules, and one for each field that is kept for a number of days.
std::vector<RetentionRule> with_fields(std::vector<RetentionRule> rules,
                                       const Catalogue& catalogue);

}  // namespace kontor::host

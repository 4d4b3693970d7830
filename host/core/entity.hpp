#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "host/core/field.hpp"
#include "host/core/match_rule.hpp"
#include "host/core/pipeline.hpp"

namespace kontor::host {

// Definition of one kind of record. Tables, REST, forms, import and search follow from it.
struct Entity {
  std::string name;
  Labels labels;
  Labels plural_labels;
  std::vector<Field> fields;              // Those in use.
  std::vector<Field> switched_off;        // Hidden, and opt-in ones nobody asked for.
  std::string title_field;                // Shown where a record needs a name.
  std::vector<std::string> name_parts;    // The title is these joined, if any is set.
  std::vector<std::string> required_any;  // At least one of these must be set.
  std::vector<std::vector<std::string>> indexes;
  // An import takes a row for a known record when one of these agrees; see match_rules().
  std::vector<MatchRule> match;
  std::vector<Pipeline> pipelines;  // Of deals.
  bool engine_only = false;         // Rows are written by the host itself (stage_change).
  bool custom = false;              // Configured by the company.
  std::string plugin;               // Who contributed it; empty: nobody.
  bool hidden = false;              // A module switched off: its records are not served.

  const Field* find(std::string_view field) const;
  const Field* find_switched_off(std::string_view field) const;
  // The fields one fills in to have one of `required_any`: the parts of the name, the phone itself.
  std::vector<std::string> entered_any() const;
  static Result<Entity> parse(const Json& json);
  Json to_json() const;
};

// JSON Schema (draft 7) of an entity's definition file, and of the field in it.
const Json& entity_schema();
const Json& field_schema();
// JSON Schema of what `fields` of a record of this kind may hold when one is made.
Json record_schema(const Entity& entity);

}  // namespace kontor::host

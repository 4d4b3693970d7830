#pragma once

#include "host/core/definitions.hpp"

namespace kontor::host {

inline constexpr std::size_t kCustomEntitiesMax = 50;
inline constexpr std::size_t kEntityNameMax = 50;
inline constexpr std::size_t kCustomFieldsMax = 200;  // Of one entity.
inline constexpr std::size_t kChoicesOfFieldMax = 500;

// The rules for what a company may configure. Names of its own begin with "x_", so that
// no later built-in one takes them. Each refusal names the field or entity.

// Adds `field` to `entity`; a phone brings its companions ("x_mobile_entered" …).
Status add_custom_field(Entity& entity, Field field);
Status check_custom_entity(const Entity& entity);
// Whether a plugin brings, or brought, this kind of records.
bool is_of_plugin(std::string_view entity);
// The same for one of a plugin's, whose name begins with p_ and the vendor; adds what its phones
// bring.
Status settle_plugin_entity(Entity& entity);
// What a company adds to a kind of records of a plugin's: fields of its own, which refer to no
// plugin's records. The rest is as the plugin says, in every version of it.
Status add_to_plugin_entity(Entity& entity, const CompanyDefinitions& company);
// Built-in choices may be relabelled and added to, never taken away.
Status adjust_field(Entity& entity, const Adjustment& adjustment);
Status adjust_entity(Entity& entity, const Adjustment& adjustment);
// Adds the pipeline or replaces the one of its name.
Status set_pipeline(Entity& entity, Pipeline pipeline);

// The choices of `pipeline` and `stage` are what the pipelines say; fields that are hidden,
// or opt-in and without purpose and retention, go to `switched_off`.
void settle_definition(Entity& entity);
// Each reference points to an entity that exists or is hidden, or to a user.
Status check_targets(const std::map<std::string, Entity, std::less<>>& entities);

}  // namespace kontor::host

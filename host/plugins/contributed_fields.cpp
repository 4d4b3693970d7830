#include "host/plugins/installed_plugins.hpp"

// The fields plugins add to records.
namespace kontor::host {
namespace {

Result<std::vector<Definitions::Contribution>> fields_of(const package::Manifest& manifest) {
  std::vector<Definitions::Contribution> fields;
  for (const auto& contributed : manifest.contributes.fields) {
    Json definition = contributed.definition;
    definition["name"] = contributed.name;
    definition["labels"] = definition.value("label", Json::object());
    definition["entity"] = definition.value("target", "");
    auto field = TRY(Field::parse(definition));
    fields.push_back({contributed.entity, std::move(field)});
  }
  return fields;
}

}  // namespace

Status InstalledPlugins::contribute_fields(const package::Manifest& manifest) {
  for (auto& [entity, field] : TRY(fields_of(manifest)))
    TRY(parts_.definitions.contribute(manifest.id, entity, std::move(field)));
  return ok();
}

Status InstalledPlugins::replace_fields(const package::Manifest& manifest) {
  return parts_.definitions.replace(manifest.id, TRY(fields_of(manifest)));
}

}  // namespace kontor::host

#include "host/core/entity.hpp"

namespace kontor::host {

const Field* Entity::find(std::string_view field) const {
  for (const Field& known : fields) {
    if (known.name == field) return &known;
  }
  return nullptr;
}

Result<Entity> Entity::parse(const Json& json) {
  Entity entity;
  entity.name = TRY(json_text(json, "entity"));
  entity.labels = json.value("labels", Labels{});
  entity.plural_labels = json.value("labels_many", Labels{});
  entity.title_field = TRY(json_text(json, "title"));
  entity.name_parts = json.value("name_parts", std::vector<std::string>{});
  entity.required_any = json.value("required_any", std::vector<std::string>{});
  entity.indexes = json.value("indexes", std::vector<std::vector<std::string>>{});
  entity.match = json.value("match", std::vector<std::vector<std::string>>{});
  entity.engine_only = json.value("engine_only", false);
  for (const Json& field : json.at("fields")) entity.fields.push_back(TRY(Field::parse(field)));
  if (entity.find(entity.title_field) == nullptr) {
    return Error{ErrorCode::invalid_argument, "no title field in entity " + entity.name};
  }
  return entity;
}

Json Entity::to_json() const {
  Json json{
      {"entity", name}, {"labels", labels}, {"labels_many", plural_labels}, {"title", title_field}};
  for (const Field& field : fields) json["fields"].push_back(field.to_json());
  return json;
}

const Entity* Catalogue::find(std::string_view entity) const {
  const auto found = entities_.find(entity);
  return found == entities_.end() ? nullptr : &found->second;
}

Result<const Entity*> Catalogue::require(std::string_view entity) const {
  const Entity* const found = find(entity);
  if (found == nullptr) {
    return Error{ErrorCode::not_found, "no entity named " + std::string(entity.substr(0, 63))};
  }
  return found;
}

}  // namespace kontor::host

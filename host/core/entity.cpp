#include "host/core/entity.hpp"

#include <algorithm>

#include "host/core/definitions.hpp"

namespace kontor::host {

namespace {

const Field* find_in(const std::vector<Field>& fields, std::string_view name) {
  const auto found = std::find_if(fields.begin(), fields.end(),
                                  [&](const Field& known) { return known.name == name; });
  return found == fields.end() ? nullptr : &*found;
}

}  // namespace

const Field* Entity::find(std::string_view field) const { return find_in(fields, field); }

const Field* Entity::find_switched_off(std::string_view field) const {
  return find_in(switched_off, field);
}

std::vector<std::string> Entity::entered_any() const {
  constexpr std::string_view kEntered = "_entered";
  std::vector<std::string> entered;
  for (const std::string& wanted : required_any) {
    const std::size_t stem = wanted.size() - std::min(wanted.size(), kEntered.size());
    const Field* const phone = find_in(fields, wanted.substr(0, stem));
    if (wanted == title_field && !name_parts.empty()) {
      entered.insert(entered.end(), name_parts.begin(), name_parts.end());
    } else if (wanted.substr(stem) == kEntered && phone != nullptr) {
      entered.push_back(phone->name);
    } else {
      entered.push_back(wanted);
    }
  }
  return entered;
}

Result<Entity> Entity::parse(const Json& json) {
  Entity entity;
  entity.name = TRY(json_text(json, "entity"));
  if (!is_definition_name(entity.name))
    return Error{ErrorCode::invalid_argument, "not an entity name: " + entity.name.substr(0, 63)};
  entity.labels = TRY(parse_labels(json.value("labels", Json())));
  entity.plural_labels = TRY(parse_labels(json.value("labels_many", Json())));
  entity.title_field = TRY(json_text(json, "title"));
  entity.name_parts = json.value("name_parts", std::vector<std::string>{});
  entity.required_any = json.value("required_any", std::vector<std::string>{});
  entity.indexes = json.value("indexes", std::vector<std::vector<std::string>>{});
  for (const Json& rule : json.value("match", Json::array()))
    entity.match.push_back(TRY(MatchRule::parse(rule)));
  entity.engine_only = json.value("engine_only", false);
  for (const Json& pipeline : json.value("pipelines", Json::array()))
    entity.pipelines.push_back(TRY(Pipeline::parse(pipeline)));
  for (const Json& given : json.at("fields")) {
    Field field = TRY(Field::parse(given));
    if (entity.find(field.name) != nullptr)
      return Error{ErrorCode::invalid_argument, "two fields are named " + field.name};
    entity.fields.push_back(std::move(field));
  }
  for (const MatchRule& rule : entity.match) {
    for (const std::string& field : rule.fields) {
      if (entity.find(field) == nullptr)
        return Error{ErrorCode::invalid_argument, "match: there is no field " + field};
    }
  }
  if (entity.find(entity.title_field) == nullptr) {
    return Error{ErrorCode::invalid_argument, "no title field in entity " + entity.name};
  }
  return entity;
}

Json Entity::to_json() const {
  Json json{
      {"entity", name}, {"labels", labels}, {"labels_many", plural_labels}, {"title", title_field}};
  json["fields"] = Json::array();
  for (const Field& field : fields) json["fields"].push_back(field.to_json());
  for (const Pipeline& pipeline : pipelines) json["pipelines"].push_back(pipeline.to_json());
  if (!required_any.empty()) json["required_any"] = entered_any();
  if (custom) json["custom"] = true;
  if (engine_only) json["engine_only"] = true;
  if (!plugin.empty()) json["plugin"] = plugin;
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

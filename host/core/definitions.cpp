#include "host/core/definitions.hpp"

#include <algorithm>

#include "host/core/definition_rules.hpp"

namespace kontor::host {

std::vector<std::string_view> embedded_entities();

namespace {

using Entities = std::map<std::string, Entity, std::less<>>;

Result<Entity*> entity_of(Entities& entities, const std::string& name) {
  const auto found = entities.find(name);
  if (found == entities.end())
    return Error{ErrorCode::not_found, "no entity named " + name.substr(0, 63)};
  return &found->second;
}

Status add_company(Entities& entities, const CompanyDefinitions& company) {
  if (company.entities.size() > kCustomEntitiesMax)
    return Error{ErrorCode::exhausted, "too many entities of your own"};
  for (const Entity& entity : company.entities) {
    TRY(check_custom_entity(entity));
    if (!entities.emplace(entity.name, entity).second)
      return Error{ErrorCode::conflict, "there is an entity named " + entity.name};
  }
  for (const auto& [name, field] : company.fields) {
    if (is_of_plugin(name)) continue;  // There once the plugin's own are.
    Entity* const entity = TRY(entity_of(entities, name));
    TRY(add_custom_field(*entity, field));
  }
  for (const auto& [name, pipeline] : company.pipelines) {
    if (is_of_plugin(name)) continue;
    Entity* const entity = TRY(entity_of(entities, name));
    TRY(set_pipeline(*entity, pipeline));
  }
  for (const Adjustment& adjustment : company.adjustments) {
    if (is_of_plugin(adjustment.entity)) continue;
    Entity* const entity = TRY(entity_of(entities, adjustment.entity));
    TRY(adjustment.field.empty() ? adjust_entity(*entity, adjustment)
                                 : adjust_field(*entity, adjustment));
  }
  return ok();
}

Status add_plugin_entity(Entities& entities, const std::string& plugin, Entity entity) {
  entity.plugin = plugin;
  TRY(settle_plugin_entity(entity));
  const std::string name = entity.name;
  const auto [place, added] = entities.emplace(name, std::move(entity));
  if (added) return ok();
  return Error{ErrorCode::conflict,
               "there is an entity named " + name + " from " +
                   (place->second.plugin.empty() ? "the company" : place->second.plugin)};
}

Status add_contribution(Entities& entities, const std::string& plugin, const std::string& name,
                        Field field) {
  // A field on what another plugin brings is there as long as that plugin is.
  if (is_of_plugin(name) && !entities.contains(name)) return ok();
  Entity* const entity = TRY(entity_of(entities, name));
  const Field* present = entity->find(field.name);
  if (present == nullptr) present = entity->find_switched_off(field.name);
  if (present != nullptr && present->plugin != plugin) {
    return Error{ErrorCode::conflict, "entity " + name + " has a field " + field.name + " from " +
                                          (present->plugin.empty() ? "the host" : present->plugin)};
  }
  std::erase_if(entity->fields, [&](const Field& f) { return f.name == field.name; });
  field.plugin = plugin;
  entity->fields.push_back(std::move(field));
  return ok();
}

}  // namespace

Result<std::unique_ptr<Definitions>> Definitions::builtin() {
  auto definitions = std::make_unique<Definitions>();
  for (const std::string_view text : embedded_entities()) {
    const Json json = TRY(parse_json(text));
    Entity entity = TRY(Entity::parse(json));
    const std::string name = entity.name;
    definitions->builtin_.emplace(name, std::move(entity));
  }
  TRY(definitions->take({}, {}));
  return definitions;
}

std::shared_ptr<const Catalogue> Definitions::now() const {
  const std::lock_guard lock(mutex_);
  return catalogue_;
}

Result<std::shared_ptr<const Catalogue>> Definitions::compose(const CompanyDefinitions& company,
                                                              const Contributions& plugins) const {
  auto catalogue = std::make_shared<Catalogue>();
  Entities all = builtin_;
  TRY(add_company(all, company));
  TRY(check_targets(all));
  for (auto& [name, entity] : all) settle_definition(entity);
  for (const auto& [plugin, contributed] : plugins) {
    for (const Entity& entity : contributed.entities) TRY(add_plugin_entity(all, plugin, entity));
  }
  for (auto& [name, entity] : all)
    if (is_of_plugin(name)) TRY(add_to_plugin_entity(entity, company));
  TRY(check_targets(all));
  for (const auto& [plugin, contributed] : plugins) {
    for (const Contribution& added : contributed.fields)
      TRY(add_contribution(all, plugin, added.entity, added.field));
  }
  for (auto& [name, entity] : all) {
    auto& place = entity.hidden ? catalogue->hidden_ : catalogue->entities_;
    place.emplace(name, std::move(entity));
  }
  return std::shared_ptr<const Catalogue>(std::move(catalogue));
}

// The caller holds the mutex, or nobody else knows this object yet.
Status Definitions::take(CompanyDefinitions company, Contributions plugins) {
  catalogue_ = TRY(compose(company, plugins));
  company_ = std::move(company);
  plugins_ = std::move(plugins);
  return ok();
}

Status Definitions::configure(CompanyDefinitions company) {
  const std::lock_guard lock(mutex_);
  return take(std::move(company), plugins_);
}

Result<std::shared_ptr<const Catalogue>> Definitions::preview(
    const CompanyDefinitions& company) const {
  const std::lock_guard lock(mutex_);
  return compose(company, plugins_);
}

void Definitions::forget(const std::string& entity) {
  const std::lock_guard lock(mutex_);
  CompanyDefinitions company = company_;
  const auto of_it = [&](const auto& each) { return each.entity == entity; };
  std::erase_if(company.fields, of_it);
  std::erase_if(company.pipelines, of_it);
  std::erase_if(company.adjustments, of_it);
  // What remains was accepted before and stays so without a part of it.
  const Status taken = take(std::move(company), plugins_);
  static_cast<void>(taken);
}

CompanyDefinitions Definitions::company() const {
  const std::lock_guard lock(mutex_);
  return company_;
}

namespace {

template <typename List, typename Same>
auto* found_in(List& list, Same same) {
  const auto found = std::find_if(list.begin(), list.end(), same);
  return found == list.end() ? nullptr : &*found;
}

// Fields that only the definition before has are kept: a version in hand-over still writes them.
void add_entity_beside(std::vector<Entity>& mine, Entity entity) {
  Entity* const known =
      found_in(mine, [&](const Entity& other) { return other.name == entity.name; });
  if (known == nullptr) {
    mine.push_back(std::move(entity));
    return;
  }
  for (Field& field : known->fields) {
    if (entity.find(field.name) == nullptr) {
      field.required = false;
      entity.fields.push_back(std::move(field));
    }
  }
  *known = std::move(entity);
}

}  // namespace

// The caller holds the mutex.
Definitions::Contributions Definitions::with(const std::string& plugin,
                                             const Contributed& more) const {
  Contributions next = plugins_;
  Contributed& mine = next[plugin];
  for (const Entity& entity : more.entities) add_entity_beside(mine.entities, entity);
  for (const Contribution& added : more.fields) {
    std::erase_if(mine.fields, [&](const Contribution& known) {
      return known.entity == added.entity && known.field.name == added.field.name;
    });
    mine.fields.push_back(added);
  }
  return next;
}

Status Definitions::contribute(const std::string& plugin, const Contributed& more) {
  const std::lock_guard lock(mutex_);
  return take(company_, with(plugin, more));
}

Result<std::shared_ptr<const Catalogue>> Definitions::preview(const std::string& plugin,
                                                              const Contributed& more) const {
  const std::lock_guard lock(mutex_);
  return compose(company_, with(plugin, more));
}

Status Definitions::replace(const std::string& plugin, Contributed contributed) {
  const std::lock_guard lock(mutex_);
  Contributions next = plugins_;
  next[plugin] = std::move(contributed);
  return take(company_, std::move(next));
}

void Definitions::withdraw(const std::string& plugin) {
  const std::lock_guard lock(mutex_);
  Contributions next = plugins_;
  next.erase(plugin);
  // What remains was accepted before and stays so without a part of it.
  const Status taken = take(company_, std::move(next));
  static_cast<void>(taken);
}

}  // namespace kontor::host

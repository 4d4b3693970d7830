#include "host/core/entity.hpp"

namespace kontor::host {

std::vector<std::string_view> embedded_entities();

Result<std::unique_ptr<Definitions>> Definitions::builtin() {
  auto catalogue = std::make_shared<Catalogue>();
  for (const std::string_view text : embedded_entities()) {
    const Json json = TRY(parse_json(text));
    Entity entity = TRY(Entity::parse(json));
    const std::string name = entity.name;
    catalogue->entities_.emplace(name, std::move(entity));
  }
  auto definitions = std::make_unique<Definitions>();
  definitions->catalogue_ = std::move(catalogue);
  return definitions;
}

std::shared_ptr<const Catalogue> Definitions::now() const {
  const std::lock_guard lock(mutex_);
  return catalogue_;
}

Status Definitions::add(Catalogue& catalogue, const std::string& plugin, Contribution added) {
  const auto target = catalogue.entities_.find(added.entity);
  if (target == catalogue.entities_.end())
    return Error{ErrorCode::not_found, "no entity named " + added.entity};
  Field& field = added.field;
  const Field* const present = target->second.find(field.name);
  if (present != nullptr && present->plugin != plugin) {
    return Error{ErrorCode::conflict, "entity " + added.entity + " has a field " + field.name +
                                          " from " +
                                          (present->plugin.empty() ? "the host" : present->plugin)};
  }
  std::erase_if(target->second.fields, [&](const Field& f) { return f.name == field.name; });
  field.plugin = plugin;
  target->second.fields.push_back(std::move(field));
  return ok();
}

Status Definitions::contribute(const std::string& plugin, const std::string& entity, Field field) {
  const std::lock_guard lock(mutex_);
  auto next = std::make_shared<Catalogue>(*catalogue_);
  TRY(add(*next, plugin, {entity, std::move(field)}));
  catalogue_ = std::move(next);
  return ok();
}

Status Definitions::replace(const std::string& plugin, std::vector<Contribution> contributions) {
  const std::lock_guard lock(mutex_);
  auto next = std::make_shared<Catalogue>(*catalogue_);
  remove(*next, plugin);
  for (Contribution& added : contributions) TRY(add(*next, plugin, std::move(added)));
  catalogue_ = std::move(next);
  return ok();
}

void Definitions::withdraw(const std::string& plugin) {
  const std::lock_guard lock(mutex_);
  auto next = std::make_shared<Catalogue>(*catalogue_);
  remove(*next, plugin);
  catalogue_ = std::move(next);
}

void Definitions::remove(Catalogue& catalogue, const std::string& plugin) {
  for (auto& [name, entity] : catalogue.entities_)
    std::erase_if(entity.fields, [&](const Field& field) { return field.plugin == plugin; });
}

}  // namespace kontor::host

#include "host/plugins/plugin_entities.hpp"

#include <algorithm>

#include "host/app/record_links.hpp"
#include "host/store/definition_store.hpp"
#include "host/store/record_tables.hpp"

namespace kontor::host {
namespace {

constexpr int kPurgedAtOnce = 200;

Result<Definitions::Contributed> contributed_by(const package::Manifest& manifest) {
  Definitions::Contributed all;
  for (const auto& contributed : manifest.contributes.entities) {
    Entity entity = TRY(Entity::parse(contributed.definition));
    all.entities.push_back(std::move(entity));
  }
  for (const auto& contributed : manifest.contributes.fields) {
    Json definition = contributed.definition;
    definition["name"] = contributed.name;
    definition["labels"] = definition.value("label", Json::object());
    definition["entity"] = definition.value("target", "");
    auto field = TRY(Field::parse(definition));
    all.fields.push_back({contributed.entity, std::move(field)});
  }
  return all;
}

Status keep(db::Session& session, const std::string& plugin,
            const package::EntityContribution& entity) {
  TRY(session.execute(R"sql(
      INSERT INTO plugin_entity (entity, plugin_id, definition) VALUES ($1, $2, $3)
      ON CONFLICT (entity) DO UPDATE SET plugin_id = excluded.plugin_id,
                                         definition = excluded.definition)sql",
                      {entity.name, plugin, to_text(entity.definition)}));
  return ok();
}

}  // namespace

Status PluginEntities::add(const package::Manifest& manifest) {
  const Definitions::Contributed all = TRY(contributed_by(manifest));
  if (all.entities.empty()) return definitions_.contribute(manifest.id, all);
  const auto catalogue = TRY(definitions_.preview(manifest.id, all));
  Status written = database_.transaction([&](db::Session& session) -> Status {
    for (const auto& contributed : manifest.contributes.entities) {
      TRY(prepare_table(session, catalogue->entities().at(contributed.name)));
      TRY(keep(session, manifest.id, contributed));
    }
    return ok();
  });
  if (!written) return written;
  // Tables first: a reader with the new catalogue finds every column.
  records_.store().adopt(*catalogue);
  return definitions_.contribute(manifest.id, all);
}

Status PluginEntities::settle(const package::Manifest& manifest) {
  Definitions::Contributed all = TRY(contributed_by(manifest));
  for (Entity& entity : TRY(kept(manifest.id))) {
    const bool present = std::ranges::any_of(
        all.entities, [&](const Entity& other) { return other.name == entity.name; });
    entity.hidden = true;
    if (!present) all.entities.push_back(std::move(entity));
  }
  TRY(definitions_.replace(manifest.id, std::move(all)));
  records_.store().adopt(*definitions_.now());
  return ok();
}

Status PluginEntities::hide(const std::string& plugin) {
  Definitions::Contributed all;
  all.entities = TRY(kept(plugin));
  if (all.entities.empty()) {
    definitions_.withdraw(plugin);
    return ok();
  }
  for (Entity& entity : all.entities) entity.hidden = true;
  TRY(definitions_.replace(plugin, std::move(all)));
  records_.store().adopt(*definitions_.now());
  return ok();
}

Status PluginEntities::hide_all_but(const std::set<std::string>& installed) {
  for (const std::string& plugin : TRY(owners()))
    if (!installed.contains(plugin)) TRY(hide(plugin));
  return ok();
}

Status PluginEntities::erase(const std::string& plugin) {
  const auto entities = TRY(kept(plugin));
  if (entities.empty()) return ok();
  TRY(hide(plugin));  // Nobody writes another record meanwhile.
  for (const Entity& entity : entities) TRY(purge(entity));
  definitions_.withdraw(plugin);
  for (const Entity& entity : entities) definitions_.forget(entity.name);
  return database_.transaction([&](db::Session& session) -> Status {
    for (const Entity& entity : entities) {
      TRY(drop_table(session, entity));
      TRY(DefinitionStore::forget_entity(session, entity.name));
    }
    TRY(session.execute("DELETE FROM plugin_entity WHERE plugin_id = $1", {plugin}));
    return ok();
  });
}

// With what speaks of them: entries of the timeline.
Status PluginEntities::purge(const Entity& entity) {
  const auto followers = followers_of(entity.name);
  const RecordStore& store = records_.store();
  for (const bool deleted : {false, true}) {
    RecordQuery query;
    query.limit = kPurgedAtOnce;
    query.deleted = deleted;
    bool more = true;
    while (more) {
      Status purged = database_.transaction([&](db::Session& session) -> Status {
        const RecordPage page = TRY(store.list(session, entity, query));
        for (const Record& record : page.records)
          TRY(store.purge(session, entity.name, record.id, followers));
        more = !page.records.empty();
        return ok();
      });
      if (!purged) return purged;
    }
  }
  return ok();
}

Result<std::vector<Entity>> PluginEntities::kept(const std::string& plugin) const {
  return database_.read([&](db::Session& session) -> Result<std::vector<Entity>> {
    std::vector<Entity> entities;
    for (const db::Row& row : TRY(session.query(
             "SELECT definition FROM plugin_entity WHERE plugin_id = $1 ORDER BY entity",
             {plugin}))) {
      const Json definition = TRY(parse_json(row.text(0)));
      Entity entity = TRY(Entity::parse(definition));
      entities.push_back(std::move(entity));
    }
    return entities;
  });
}

Result<RecordPage> PluginEntities::page(const Entity& entity, const RecordQuery& query) const {
  return database_.read([&](db::Session& session) -> Result<RecordPage> {
    return records_.store().list(session, entity, query);
  });
}

Result<std::vector<std::string>> PluginEntities::owners() const {
  return database_.read([&](db::Session& session) -> Result<std::vector<std::string>> {
    std::vector<std::string> plugins;
    for (const db::Row& row :
         TRY(session.query("SELECT DISTINCT plugin_id FROM plugin_entity ORDER BY plugin_id")))
      plugins.push_back(row.text(0));
    return plugins;
  });
}

}  // namespace kontor::host

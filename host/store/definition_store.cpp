#include "host/store/definition_store.hpp"

namespace kontor::host {

Result<CompanyDefinitions> DefinitionStore::load(db::Session& session) {
  CompanyDefinitions company;
  for (const db::Row& row : TRY(session.query(
           "SELECT kind, entity, name, body FROM definition ORDER BY place, entity, name"))) {
    const std::string kind = row.text(0);
    const Json body = TRY(parse_json(row.text(3)));
    if (kind == "entity") {
      Entity entity = TRY(Entity::parse(body));
      entity.custom = true;
      company.entities.push_back(std::move(entity));
    } else if (kind == "field") {
      Field field = TRY(Field::parse(body));
      company.fields.push_back({row.text(1), std::move(field)});
    } else if (kind == "pipeline") {
      Pipeline pipeline = TRY(Pipeline::parse(body));
      company.pipelines.push_back({row.text(1), std::move(pipeline)});
    } else {
      company.adjustments.push_back({row.text(1), row.text(2), body});
    }
  }
  return company;
}

Status DefinitionStore::keep(db::Session& session, const std::string& kind,
                             const std::string& entity, const std::string& name, const Json& body) {
  TRY(session.execute(
      R"sql(INSERT INTO definition (kind, entity, name, body, place)
            SELECT $1, $2, $3, $4, COALESCE(MAX(place), 0) + 1 FROM definition WHERE TRUE
            ON CONFLICT (kind, entity, name) DO UPDATE SET body = excluded.body)sql",
      {kind, entity, name, to_text(body)}));
  return ok();
}

Status DefinitionStore::keep_entity(db::Session& session, const Json& body,
                                    const std::string& entity) {
  return keep(session, "entity", entity, "", body);
}

Status DefinitionStore::keep_field(db::Session& session, const std::string& entity,
                                   const Json& body, const std::string& field) {
  return keep(session, "field", entity, field, body);
}

Status DefinitionStore::keep_pipeline(db::Session& session, const std::string& entity,
                                      const Json& body, const std::string& pipeline) {
  return keep(session, "pipeline", entity, pipeline, body);
}

Status DefinitionStore::keep_adjustment(db::Session& session, const Adjustment& adjustment) {
  return keep(session, "adjustment", adjustment.entity, adjustment.field, adjustment.change);
}

Status DefinitionStore::forget_field(db::Session& session, const std::string& entity,
                                     const std::string& field) {
  TRY(
      session.execute("DELETE FROM definition WHERE entity = $1 AND name = $2 AND kind IN "
                      "('field', 'adjustment')",
                      {entity, field}));
  return ok();
}

Status DefinitionStore::forget_pipeline(db::Session& session, const std::string& entity,
                                        const std::string& pipeline) {
  TRY(session.execute(
      "DELETE FROM definition WHERE kind = 'pipeline' AND entity = $1 AND name = $2",
      {entity, pipeline}));
  return ok();
}

Status DefinitionStore::forget_entity(db::Session& session, const std::string& entity) {
  TRY(session.execute("DELETE FROM definition WHERE entity = $1", {entity}));
  return ok();
}

}  // namespace kontor::host

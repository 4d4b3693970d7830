#include "host/api/definition_endpoints.hpp"

#include "host/api/answers/record_answers.hpp"
#include "host/api/authentication.hpp"
#include "host/api/request_values.hpp"

namespace kontor::host {

namespace {

using http::Request;
using http::Response;

Json adjustment_schema() {
  const Json& field = field_schema().at("properties");
  return {{"type", "object"},
          {"minProperties", 1},
          {"properties",
           {{"labels", field.at("labels")},
            {"labels_many", field.at("labels")},
            {"choices", field.at("choices")},
            {"hidden", {{"type", "boolean"}}},
            {"required", {{"type", "boolean"}}},
            {"default", Json::object()},
            {"minimum", {{"type", {"number", "null"}}}},
            {"maximum", {{"type", {"number", "null"}}}},
            {"purpose", field.at("purpose")},
            {"retention_days", field.at("retention_days")}}},
          {"additionalProperties", false}};
}

Json pipeline_schema() { return entity_schema().at("properties").at("pipelines").at("items"); }

Response defined(const Entity& entity, int status) {
  return Response::json(entity.to_json(), status);
}

// Everything there is, with what is switched off, for whoever configures.
Response whole(const Definitions& definitions) {
  Json entities = Json::array();
  const auto catalogue = definitions.now();
  const auto add = [&](const Entity& entity) {
    Json shown = entity.to_json();
    shown["hidden"] = entity.hidden;
    shown["switched_off"] = Json::array();
    for (const Field& field : entity.switched_off) shown["switched_off"].push_back(field.to_json());
    entities.push_back(std::move(shown));
  };
  for (const auto& [name, entity] : catalogue->entities()) add(entity);
  for (const auto& [name, entity] : catalogue->hidden()) add(entity);
  return Response::json({{"entities", std::move(entities)}});
}

Result<DefinitionDesk::Values> values_to(const Request& request) {
  const std::string values = TRY(query_text(request, "values"));
  if (!values.empty() && values != "erase")
    return Error{ErrorCode::invalid_argument, "values: only erase is possible"};
  return values.empty() ? DefinitionDesk::Values::keep : DefinitionDesk::Values::erase;
}

Result<Response> remove_entity(DefinitionDesk& desk, const Request& request) {
  const auto values = TRY(values_to(request));
  const std::string& entity = request.path.at("entity");
  const auto records = TRY(desk.remove_entity(principal_of(request), entity, values));
  return Response::json({{"entity", entity}, {"records", records}});
}

Result<Response> remove_field(DefinitionDesk& desk, const Request& request) {
  const auto values = TRY(values_to(request));
  const Entity entity = TRY(desk.remove_field(principal_of(request), request.path.at("entity"),
                                              request.path.at("field"), values));
  return defined(entity, 200);
}

}  // namespace

void add_definition_endpoints(http::Router& router, Accounts& accounts, DefinitionDesk& desk,
                              const Definitions& definitions) {
  const http::Auth manager = holder_of(accounts, "definitions.manage");
  router.add({.method = "GET",
              .path = "/api/v1/definitions",
              .auth = manager,
              .handler = [&](const Request&) -> Result<Response> { return whole(definitions); },
              .summary = "Gives all definitions, with what is switched off.",
              .answer_schema = answers::definitions()});
  router.add({.method = "GET",
              .path = "/api/v1/definitions/schema",
              .auth = signed_in(accounts),
              .handler = [](const Request&) -> Result<Response> {
                return Response::json(entity_schema());
              },
              .summary = "Gives the JSON Schema of a definition.",
              .answer_schema = answers::a_json_schema()});
  router.add({.method = "POST",
              .path = "/api/v1/definitions",
              .auth = manager,
              .handler = [&](const Request& request) -> Result<Response> {
                const Json body = TRY(request.json());
                return defined(TRY(desk.add_entity(principal_of(request), body)), 201);
              },
              .summary = "Adds a kind of record of the company's own.",
              .body_schema = entity_schema(),
              .answer_schema = answers::definition()});
  router.add({.method = "PATCH",
              .path = "/api/v1/definitions/{entity}",
              .auth = manager,
              .handler = [&](const Request& request) -> Result<Response> {
                const Json body = TRY(request.json());
                return defined(
                    TRY(desk.adjust(principal_of(request), request.path.at("entity"), "", body)),
                    200);
              },
              .summary = "Relabels a kind of record, hides or shows it.",
              .body_schema = adjustment_schema(),
              .answer_schema = answers::definition()});
  router.add({.method = "DELETE",
              .path = "/api/v1/definitions/{entity}",
              .auth = manager,
              .handler = [&](const Request& request) { return remove_entity(desk, request); },
              .summary = "Removes a kind of record of the company's own; while it has records only "
                         "with values=erase, which takes them away for good.",
              .answer_schema = answers::removed_entity(),
              .query_names = {"values"}});
  router.add({.method = "POST",
              .path = "/api/v1/definitions/{entity}/fields",
              .auth = manager,
              .handler = [&](const Request& request) -> Result<Response> {
                const Json body = TRY(request.json());
                return defined(
                    TRY(desk.add_field(principal_of(request), request.path.at("entity"), body)),
                    201);
              },
              .summary = "Adds a field of the company's own.",
              .body_schema = field_schema(),
              .answer_schema = answers::definition()});
  router.add({.method = "PATCH",
              .path = "/api/v1/definitions/{entity}/fields/{field}",
              .auth = manager,
              .handler = [&](const Request& request) -> Result<Response> {
                const Json body = TRY(request.json());
                return defined(TRY(desk.adjust(principal_of(request), request.path.at("entity"),
                                               request.path.at("field"), body)),
                               200);
              },
              .summary = "Changes a field's labels and choices, hides it, or puts personal data "
                         "into use with its purpose and retention.",
              .body_schema = adjustment_schema(),
              .answer_schema = answers::definition()});
  router.add({.method = "DELETE",
              .path = "/api/v1/definitions/{entity}/fields/{field}",
              .auth = manager,
              .handler = [&](const Request& request) { return remove_field(desk, request); },
              .summary = "Removes a field of the company's own.",
              .answer_schema = answers::definition(),
              .query_names = {"values"}});
  router.add({.method = "POST",
              .path = "/api/v1/definitions/{entity}/pipelines",
              .auth = manager,
              .handler = [&](const Request& request) -> Result<Response> {
                const Json body = TRY(request.json());
                return defined(
                    TRY(desk.set_pipeline(principal_of(request), request.path.at("entity"), body)),
                    201);
              },
              .summary = "Adds a pipeline or replaces the one of its name.",
              .body_schema = pipeline_schema(),
              .answer_schema = answers::definition()});
  router.add({.method = "DELETE",
              .path = "/api/v1/definitions/{entity}/pipelines/{pipeline}",
              .auth = manager,
              .handler = [&](const Request& request) -> Result<Response> {
                return defined(
                    TRY(desk.remove_pipeline(principal_of(request), request.path.at("entity"),
                                             request.path.at("pipeline"))),
                    200);
              },
              .summary = "Removes a pipeline of the company's own, or what it changed about a "
                         "built-in one; not while records stand in a stage that would go.",
              .answer_schema = answers::definition()});
}

}  // namespace kontor::host

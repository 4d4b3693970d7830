#include "host/api/record_endpoints.hpp"

#include "base/core/json_text.hpp"
#include "host/api/answers/record_answers.hpp"
#include "host/api/authentication.hpp"
#include "host/api/filter_schema.hpp"
#include "host/api/request_values.hpp"

namespace kontor::host {

namespace {

using http::Request;
using http::Response;

constexpr std::size_t kRecordBytesMax = std::size_t{4} << 20;

const Json kFieldsSchema = {{"type", "object"},
                            {"properties", {{"fields", {{"type", "object"}}}}},
                            {"required", {"fields"}},
                            {"additionalProperties", false}};
const Json kMergeSchema = {{"type", "object"},
                           {"properties",
                            {{"others",
                              {{"type", "array"},
                               {"minItems", 1},
                               {"maxItems", 20},
                               {"items", {{"type", "string"}, {"maxLength", 36}}}}},
                             {"fields", {{"type", "object"}}}}},
                           {"required", {"others"}},
                           {"additionalProperties", false}};
const Json kAggregateSchema = {{"type", "object"},
                               {"properties",
                                {{"filter", filter_schema()},
                                 {"group_by", {{"type", "array"}}},
                                 {"purpose", {{"type", "string"}, {"maxLength", 100}}},
                                 {"time_zone", {{"type", "string"}, {"maxLength", 64}}},
                                 {"measures", {{"type", "array"}}}}},
                               {"required", {"measures"}},
                               {"additionalProperties", false}};

// As text at once: a list of many records costs half as much.
constexpr const char* kJson = "application/json";

Response record_answer(const Record& record, int status) {
  std::string text;
  append_record(text, record);
  Response response = Response::text(std::move(text), kJson);
  response.status = status;
  response.headers["etag"] = "\"" + std::to_string(record.version) + "\"";
  return response;
}

Response page_answer(const RecordPage& page, const char* name) {
  std::string text = R"({"next":)";
  append_json(text, page.next.empty() ? Json() : Json(page.next));
  text.append(",\"").append(name).append("\":[");
  for (const Record& record : page.records) {
    if (&record != page.records.data()) text += ',';
    append_record(text, record);
  }
  text += ']';
  if (page.total) {
    text += ",\"total\":";
    append_json(text, {{"count", page.total->count}, {"exact", page.total->exact}});
  }
  return Response::text(text += '}', kJson);
}

// Definitions as this user sees them: without fields that may not be read.
Result<Response> entities(const Records& records, const Request& request) {
  const Principal& principal = principal_of(request);
  const auto catalogue = records.definitions().now();
  Json answer = Json::array();
  for (const auto& [name, entity] : catalogue->entities()) {
    if (!principal.rights->may(name, Verb::read)) continue;
    Entity shown = entity;
    std::erase_if(shown.fields,
                  [&rights = *principal.rights, &of = entity.name](const Field& field) {
                    return !rights.may_field(of, Verb::read, field.name);
                  });
    answer.push_back(shown.to_json());
  }
  return Response::json({{"entities", std::move(answer)}});
}

// The schema a program checks a record with before it sends one.
Result<Response> schema_of(const Records& records, const Request& request) {
  const Principal& principal = principal_of(request);
  const auto catalogue = records.definitions().now();
  const Entity* const entity = TRY(catalogue->require(request.path.at("entity")));
  TRY(require(principal, entity->name, Verb::create));
  Entity shown = *entity;
  std::erase_if(shown.fields, [&](const Field& field) {
    return !principal.rights->may_field(entity->name, Verb::create, field.name);
  });
  return Response::json(record_schema(shown));
}

Result<Response> list(Records& records, const Request& request) {
  ListRequest wanted;
  wanted.entity = request.path.at("entity");
  if (request.query.contains("filter")) wanted.filter = TRY(parse_json(request.query.at("filter")));
  wanted.text = TRY(query_text(request, "q"));
  wanted.sort = TRY(query_text(request, "sort"));
  wanted.cursor = TRY(query_text(request, "cursor"));
  wanted.purpose = TRY(query_text(request, "purpose"));
  wanted.limit = TRY(query_limit(request, 50, kListLimitMax));
  wanted.view = TRY(query_text(request, "view"));
  wanted.total = TRY(query_flag(request, "total"));
  wanted.deleted = TRY(query_flag(request, "deleted"));
  return page_answer(TRY(records.list(principal_of(request), wanted)), "records");
}

Result<Response> create(Records& records, const Request& request) {
  const Json body = TRY(request.json());
  return record_answer(TRY(records.create(principal_of(request), request.path.at("entity"),
                                          body.at("fields"), request.header("idempotency-key"))),
                       201);
}

Result<Response> merge(Records& records, const Request& request) {
  const Json body = TRY(request.json());
  return record_answer(
      TRY(records.merge(principal_of(request), request.path.at("entity"), request.path.at("id"),
                        body.at("others").get<std::vector<std::string>>(),
                        body.value("fields", Json::object()))),
      200);
}

Result<Response> update(Records& records, const Request& request) {
  const Json body = TRY(request.json());
  const auto version = TRY(if_match(request));
  return record_answer(TRY(records.update(principal_of(request), request.path.at("entity"),
                                          request.path.at("id"), version, body.at("fields"))),
                       200);
}

}  // namespace

void add_record_endpoints(http::Router& router, Accounts& accounts, Records& records) {
  const http::Auth user = signed_in(accounts);
  router.add({.method = "GET",
              .path = "/api/v1/entities",
              .auth = user,
              .handler = [&](const Request& request) { return entities(records, request); },
              .summary = "Gives the definitions of all entities and their fields.",
              .answer_schema = answers::entities()});
  router.add({.method = "GET",
              .path = "/api/v1/entities/{entity}/schema",
              .auth = user,
              .handler = [&](const Request& request) { return schema_of(records, request); },
              .summary = "Gives the JSON Schema of a new record's fields, as one may write them.",
              .answer_schema = answers::a_json_schema()});
  router.add({.method = "GET",
              .path = "/api/v1/records/{entity}",
              .auth = user,
              .handler = [&](const Request& request) { return list(records, request); },
              .summary = "Lists and searches records.",
              .answer_schema = answers::record_page("records"),
              .query_names = {"q", "filter", "sort", "cursor", "limit", "purpose", "total",
                              "deleted", "view"}});
  router.add({.method = "POST",
              .path = "/api/v1/records/{entity}",
              .auth = user,
              .handler = [&](const Request& request) { return create(records, request); },
              .summary = "Creates a record.",
              .body_bytes_max = kRecordBytesMax,
              .body_schema = kFieldsSchema,
              .answer_schema = answers::record()});
  router.add({.method = "GET",
              .path = "/api/v1/records/{entity}/{id}",
              .auth = user,
              .handler = [&](const Request& request) -> Result<Response> {
                return record_answer(
                    TRY(records.get(principal_of(request), request.path.at("entity"),
                                    request.path.at("id"), request.query_or("purpose", ""))),
                    200);
              },
              .summary = "Gives one record.",
              .answer_schema = answers::record(),
              .query_names = {"purpose"}});
  router.add({.method = "PATCH",
              .path = "/api/v1/records/{entity}/{id}",
              .auth = user,
              .handler = [&](const Request& request) { return update(records, request); },
              .summary = "Changes fields of a record; null clears one.",
              .body_bytes_max = kRecordBytesMax,
              .body_schema = kFieldsSchema,
              .answer_schema = answers::record()});
  router.add({.method = "DELETE",
              .path = "/api/v1/records/{entity}/{id}",
              .auth = user,
              .handler = [&](const Request& request) -> Result<Response> {
                const auto version = TRY(if_match(request));
                TRY(records.remove(principal_of(request), request.path.at("entity"),
                                   request.path.at("id"), version));
                return Response::no_content();
              },
              .summary = "Deletes a record nothing refers to; it may be restored.",
              .answer_type = http::kNoBody});
  router.add({.method = "POST",
              .path = "/api/v1/records/{entity}/{id}/restore",
              .auth = user,
              .handler = [&](const Request& request) -> Result<Response> {
                return record_answer(
                    TRY(records.restore(principal_of(request), request.path.at("entity"),
                                        request.path.at("id"))),
                    200);
              },
              .summary = "Brings a deleted record back, with its timeline.",
              .answer_schema = answers::record()});
  router.add({.method = "POST",
              .path = "/api/v1/records/{entity}/{id}/merge",
              .auth = user,
              .handler = [&](const Request& request) { return merge(records, request); },
              .summary = "Merges duplicates into this record, keeping all histories.",
              .body_schema = kMergeSchema,
              .answer_schema = answers::record()});
  router.add(
      {.method = "POST",
       .path = "/api/v1/records/{entity}/aggregate",
       .auth = user,
       .handler = [&](const Request& request) -> Result<Response> {
         const Json body = TRY(request.json());
         return Response::json(aggregate_json(
             TRY(records.aggregate(principal_of(request), request.path.at("entity"), body))));
       },
       .summary = "Counts and measures records by groups; times fall into days and months of "
                  "time_zone, else of the company's.",
       .body_schema = kAggregateSchema,
       .answer_schema = answers::figures()});
  router.add({.method = "GET",
              .path = "/api/v1/records/{entity}/{id}/timeline",
              .auth = user,
              .handler = [&](const Request& request) -> Result<Response> {
                const int limit = TRY(query_limit(request, 50, kListLimitMax));
                const std::string purpose = TRY(query_text(request, "purpose"));
                return page_answer(
                    TRY(records.timeline(principal_of(request), request.path.at("entity"),
                                         request.path.at("id"), request.query_or("cursor", ""),
                                         limit, purpose)),
                    "activities");
              },
              .summary = "Gives the history of a record, newest first.",
              .answer_schema = answers::record_page("activities"),
              .query_names = {"cursor", "limit", "purpose"}});
}

}  // namespace kontor::host

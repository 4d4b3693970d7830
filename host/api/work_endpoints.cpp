#include "host/api/work_endpoints.hpp"

#include "host/api/answers/record_answers.hpp"
#include "host/api/authentication.hpp"
#include "host/api/filter_schema.hpp"
#include "host/api/request_values.hpp"
#include "host/app/company_settings.hpp"
#include "host/app/duplicates.hpp"
#include "host/app/funnel.hpp"
#include "host/app/lead_conversion.hpp"
#include "host/app/sales_figures.hpp"
#include "host/app/user_notices.hpp"

namespace kontor::host {

namespace {

using http::Request;
using http::Response;

constexpr int kNoticesMax = 200;

const Json kId = {{"type", "string"}, {"maxLength", 36}};
const Json kConversionSchema = {
    {"type", "object"},
    {"properties",
     {{"person", kId}, {"organisation", kId}, {"deal", {{"type", {"object", "boolean"}}}}}},
    {"additionalProperties", false}};
const Json kBulkSchema = {{"type", "object"},
                          {"properties",
                           {{"action", {{"enum", {"update", "delete"}}}},
                            {"filter", filter_schema()},
                            {"fields", {{"type", "object"}}}}},
                          {"required", {"action", "filter"}},
                          {"additionalProperties", false}};
const Json kFunnelSchema = {{"type", "object"},
                            {"properties",
                             {{"pipeline", {{"type", "string"}, {"maxLength", 63}}},
                              {"by", {{"type", "string"}, {"maxLength", 63}}},
                              {"filter", filter_schema()}}},
                            {"additionalProperties", false}};
const Json kServiceSchema = {
    {"type", "object"},
    {"properties", {{"hours", {{"type", "object"}}}, {"levels", {{"type", "object"}}}}},
    {"additionalProperties", false}};

Result<Response> list_notices(const WorkParts& parts, const Request& request) {
  const int limit = TRY(query_limit(request, 50, kNoticesMax));
  Json notices = Json::array();
  for (const UserNotice& notice : TRY(unread_notices(parts.database, principal_of(request), limit)))
    notices.push_back(notice_json(notice));
  return Response::json({{"notices", std::move(notices)}});
}

Result<Response> duplicates(const WorkParts& parts, const Request& request) {
  DuplicatesRequest wanted;
  wanted.entity = request.path.at("entity");
  wanted.match = TRY(query_text(request, "match"));
  wanted.cursor = TRY(query_text(request, "cursor"));
  wanted.limit = TRY(query_limit(request, 50, kGroupsMax));
  DuplicatesPage page =
      TRY(find_duplicates(parts.records, parts.database, principal_of(request), wanted));
  Json groups = Json::array();
  for (DuplicateGroup& group : page.groups) {
    Json records = Json::array();
    for (Record& record : group.records) records.push_back(record_json(std::move(record)));
    groups.push_back({{"match", group.match}, {"records", std::move(records)}});
  }
  return Response::json(
      {{"groups", std::move(groups)}, {"next", page.next.empty() ? Json() : Json(page.next)}});
}

Result<Response> convert(const WorkParts& parts, const Request& request) {
  const Json body = TRY(request.json());
  const LeadConversion done =
      TRY(convert_lead(parts.records, parts.database, parts.clock, parts.ids, parts.outbox,
                       principal_of(request), request.path.at("id"), body));
  return Response::json(conversion_json(done));
}

void add_sales_routes(http::Router& router, const http::Auth& user, const WorkParts& parts) {
  router.add({.method = "POST",
              .path = "/api/v1/records/lead/{id}/convert",
              .auth = user,
              .handler = [parts](const Request& request) { return convert(parts, request); },
              .summary = "Turns a lead into a person, an organisation and a deal, once.",
              .body_schema = kConversionSchema,
              .answer_schema = answers::conversion()});
  router.add({.method = "GET",
              .path = "/api/v1/forecast",
              .auth = user,
              .handler = [parts](const Request& request) -> Result<Response> {
                const std::string from = TRY(query_text(request, "from"));
                const std::string until = TRY(query_text(request, "until"));
                const std::string pipeline = TRY(query_text(request, "pipeline"));
                return Response::json(
                    TRY(forecast(parts.records, principal_of(request), from, until, pipeline)));
              },
              .summary = "Weighs open deals by probability, per quarter and currency.",
              .answer_schema = answers::forecast(),
              .query_names = {"from", "until", "pipeline"}});
  router.add({.method = "POST",
              .path = "/api/v1/funnel",
              .auth = user,
              .handler = [parts](const Request& request) -> Result<Response> {
                return Response::json(TRY(funnel(parts.records, parts.database, parts.clock,
                                                 principal_of(request), request.document)));
              },
              .summary = "Counts the deals that reached each stage, by client, product, manager or "
                         "another field of deals.",
              .body_schema = kFunnelSchema,
              .answer_schema = answers::funnel()});
  router.add({.method = "GET",
              .path = "/api/v1/records/{entity}/{id}/purchases",
              .auth = user,
              .handler = [parts](const Request& request) -> Result<Response> {
                const int limit = TRY(query_limit(request, 50, kListLimitMax));
                const std::string cursor = TRY(query_text(request, "cursor"));
                return Response::json(
                    TRY(purchases(parts.records, principal_of(request), request.path.at("entity"),
                                  request.path.at("id"), cursor, limit)));
              },
              .summary = "Lists the orders of a person or organisation, with their average.",
              .answer_schema = answers::purchases(),
              .query_names = {"cursor", "limit"}});
}

void add_bulk_routes(http::Router& router, const http::Auth& user, const WorkParts& parts) {
  router.add({.method = "GET",
              .path = "/api/v1/records/{entity}/duplicates",
              .auth = user,
              .handler = [parts](const Request& request) { return duplicates(parts, request); },
              .summary = "Lists groups of records that are likely the same, to be merged; match "
                         "says by what, as for an import. A page may be short before the last.",
              .answer_schema = answers::duplicates(),
              .query_names = {"match", "cursor", "limit"}});
  router.add({.method = "POST",
              .path = "/api/v1/records/{entity}/bulk",
              .auth = user,
              .handler = [parts](const Request& request) -> Result<Response> {
                const Json body = TRY(request.json());
                return Response::json(bulk_json(TRY(parts.bulk.submit(
                                          principal_of(request), request.path.at("entity"), body))),
                                      202);
              },
              .summary = "Changes or deletes every record a filter means, in the background.",
              .body_schema = kBulkSchema,
              .answer_schema = answers::bulk_job()});
  router.add({.method = "GET",
              .path = "/api/v1/bulk/{id}",
              .auth = user,
              .handler = [parts](const Request& request) -> Result<Response> {
                return Response::json(
                    bulk_json(TRY(parts.bulk.job(principal_of(request), request.path.at("id")))));
              },
              .summary = "Gives the progress of a change of many records.",
              .answer_schema = answers::bulk_job()});
  router.add({.method = "DELETE",
              .path = "/api/v1/bulk/{id}",
              .auth = user,
              .handler = [parts](const Request& request) -> Result<Response> {
                return Response::json(bulk_json(
                    TRY(parts.bulk.cancel(principal_of(request), request.path.at("id")))));
              },
              .summary = "Ends a change of many records after its present portion.",
              .answer_schema = answers::bulk_job()});
}

}  // namespace

void add_work_endpoints(http::Router& router, Accounts& accounts, const WorkParts& parts) {
  const http::Auth user = signed_in(accounts);
  const http::Auth manager = holder_of(accounts, "definitions.manage");
  add_sales_routes(router, user, parts);
  add_bulk_routes(router, user, parts);
  router.add({.method = "GET",
              .path = "/api/v1/notices",
              .auth = user,
              .handler = [parts](const Request& request) { return list_notices(parts, request); },
              .summary = "Gives one's unread notices, newest first.",
              .answer_schema = answers::notices(),
              .query_names = {"limit"}});
  router.add({.method = "POST",
              .path = "/api/v1/notices/{id}/read",
              .auth = user,
              .handler = [parts](const Request& request) -> Result<Response> {
                TRY(read_notice(parts.database, parts.clock, principal_of(request),
                                request.path.at("id")));
                return Response::no_content();
              },
              .summary = "Marks a notice as read.",
              .answer_type = http::kNoBody});
  router.add({.method = "GET",
              .path = "/api/v1/settings/service-levels",
              .auth = user,
              .handler = [parts](const Request&) -> Result<Response> {
                return Response::json(parts.records.service_levels()->to_json());
              },
              .summary = "Gives business hours and how soon cases are answered and solved.",
              .answer_schema = answers::service_levels()});
  router.add({.method = "PUT",
              .path = "/api/v1/settings/service-levels",
              .auth = manager,
              .handler = [parts](const Request& request) -> Result<Response> {
                const Json body = TRY(request.json());
                TRY(keep_service_levels(parts.database, parts.records, parts.clock,
                                        principal_of(request), body));
                return Response::json(parts.records.service_levels()->to_json());
              },
              .summary = "Sets business hours and service levels for cases opened from now on.",
              .body_schema = kServiceSchema,
              .answer_schema = answers::service_levels()});
}

}  // namespace kontor::host

#include "host/api/export_endpoints.hpp"

#include "host/api/answers/operation_answers.hpp"
#include "host/api/authentication.hpp"
#include "host/api/filter_schema.hpp"
#include "host/api/report_endpoints.hpp"

namespace kontor::host {

namespace {

using http::Request;
using http::Response;

const Json kExportText = {{"type", "string"}, {"maxLength", 200}};
const Json kExportSchema = {
    {"type", "object"},
    {"properties",
     {{"format", {{"enum", {"csv", "xlsx", "json"}}}},
      {"view", kExportText},
      {"filter", filter_schema()},
      {"q", kExportText},
      {"sort", kExportText},
      {"purpose", kExportText},
      {"fields", {{"type", "array"}, {"maxItems", 500}, {"items", kExportText}}}}},
    {"required", {"format"}},
    {"additionalProperties", false}};
const Json kReportExportSchema = {{"type", "object"},
                                  {"properties",
                                   {{"format", {{"enum", {"csv", "xlsx", "json"}}}},
                                    {"id", {{"type", "string"}, {"maxLength", 36}}},
                                    {"report", report_schema()}}},
                                  {"required", {"format"}},
                                  {"additionalProperties", false}};

Result<Response> export_file(Exporter& exporter, const Request& request) {
  const Exporter::Made made = TRY(exporter.file(principal_of(request), request.path.at("id")));
  Response response;
  response.file = made.path;
  response.headers["content-type"] = made.media_type;
  response.headers["content-disposition"] = "attachment; filename=\"" + made.name + "\"";
  response.headers["cache-control"] = "no-store";
  return response;
}

}  // namespace

void add_export_endpoints(http::Router& router, Accounts& accounts, Exporter& exporter) {
  const http::Auth auth = holder_of(accounts, "exports.run");
  router.add({.method = "POST",
              .path = "/api/v1/records/{entity}/export",
              .auth = auth,
              .handler = [&](const Request& request) -> Result<Response> {
                const Json body = TRY(request.json());
                return Response::json(export_json(TRY(exporter.submit(
                                          principal_of(request), request.path.at("entity"), body))),
                                      202);
              },
              .summary = "Writes what a list or saved view shows into a CSV, XLSX or JSON file.",
              .body_schema = kExportSchema,
              .answer_schema = answers::export_job()});
  router.add({.method = "POST",
              .path = "/api/v1/reports/export",
              .auth = auth,
              .handler = [&](const Request& request) -> Result<Response> {
                const ExportJob job =
                    TRY(exporter.submit_report(principal_of(request), request.document));
                return Response::json(export_json(job), 202);
              },
              .summary = "Writes what a report shows, a saved one by id or one as it stands in the "
                         "body, into a CSV, XLSX or JSON file.",
              .body_schema = kReportExportSchema,
              .answer_schema = answers::export_job()});
  router.add({.method = "GET",
              .path = "/api/v1/exports",
              .auth = auth,
              .handler = [&](const Request& request) -> Result<Response> {
                Json list = Json::array();
                for (const ExportJob& job : TRY(exporter.jobs(principal_of(request))))
                  list.push_back(export_json(job));
                return Response::json({{"exports", std::move(list)}});
              },
              .summary = "Lists one's exports.",
              .answer_schema = answers::exports()});
  router.add({.method = "GET",
              .path = "/api/v1/exports/{id}",
              .auth = auth,
              .handler = [&](const Request& request) -> Result<Response> {
                return Response::json(
                    export_json(TRY(exporter.job(principal_of(request), request.path.at("id")))));
              },
              .summary = "Says how far an export is.",
              .answer_schema = answers::export_job()});
  router.add({.method = "GET",
              .path = "/api/v1/exports/{id}/file",
              .auth = auth,
              .handler = [&](const Request& request) { return export_file(exporter, request); },
              .summary = "Gives the file of an export, for a day.",
              .answer_type = "*/*"});
  router.add({.method = "DELETE",
              .path = "/api/v1/exports/{id}",
              .auth = auth,
              .handler = [&](const Request& request) -> Result<Response> {
                return Response::json(export_json(
                    TRY(exporter.remove(principal_of(request), request.path.at("id")))));
              },
              .summary = "Ends an export, or takes its file away.",
              .answer_schema = answers::export_job()});
}

}  // namespace kontor::host

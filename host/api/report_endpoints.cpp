#include "host/api/report_endpoints.hpp"

#include "host/api/answers/report_answers.hpp"
#include "host/api/authentication.hpp"
#include "host/api/filter_schema.hpp"

namespace kontor::host {

using http::Request;
using http::Response;

const Json& report_schema() {
  static const Json word = {{"type", "string"}, {"maxLength", 200}};
  static const Json schema = {
      {"type", "object"},
      {"properties",
       {{"of", word},
        {"filter", filter_schema()},
        {"groups", {{"type", "array"}, {"maxItems", kReportGroupsMax}, {"items", word}}},
        {"measures",
         {{"type", "array"},
          {"minItems", 1},
          {"maxItems", kReportMeasuresMax},
          {"items",
           {{"type", "object"},
            {"properties", {{"function", word}, {"field", word}, {"to", word}}},
            {"required", {"function"}},
            {"additionalProperties", false}}}}},
        {"chart", {{"enum", {"", "none", "bar", "line", "pie"}}}},
        {"period_field", word},
        {"period", word}}},
      {"required", {"of", "measures"}},
      {"additionalProperties", false}};
  return schema;
}

void add_report_endpoints(http::Router& router, Accounts& accounts, Reports& reports) {
  const http::Auth user = signed_in(accounts);
  router.add({.method = "POST",
              .path = "/api/v1/reports/figures",
              .auth = user,
              .handler = [&](const Request& request) -> Result<Response> {
                return Response::json(
                    report_json(TRY(reports.run(principal_of(request), request.document))));
              },
              .summary = "Gives the figures of a report that is not saved. The records behind a "
                         "row are those of the answer's filter and the row's together.",
              .body_schema = report_schema(),
              .answer_schema = answers::report()});
  router.add({.method = "GET",
              .path = "/api/v1/reports/{id}/figures",
              .auth = user,
              .handler = [&](const Request& request) -> Result<Response> {
                const Principal& principal = principal_of(request);
                const Json report = TRY(reports.saved(principal, request.path.at("id")));
                return Response::json(report_json(TRY(reports.run(principal, report))));
              },
              .summary = "Gives the figures of a saved report, a record of the kind report, as far "
                         "as one may see the records behind them.",
              .answer_schema = answers::report()});
}

}  // namespace kontor::host

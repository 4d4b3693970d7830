#include "base/core/shape.hpp"
#include "base/http/html.hpp"
#include "base/http/server.hpp"

namespace kontor::http {
namespace {

// The reference page: the routes as a table, without script or style.
std::string reference_page(const Router& router, const std::string& title) {
  std::string page = "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>" +
                     escape_html(title) + "</title></head><body><h1>" + escape_html(title) +
                     "</h1><p><a href=\"/openapi.json\">OpenAPI document</a></p>"
                     "<table><thead><tr><th>Method</th><th>Path</th><th>Who</th><th>What</th>"
                     "</tr></thead><tbody>";
  for (const Route& route : router.routes()) {
    const std::string who = route.auth.scheme().empty() ? "anybody" : route.auth.scheme();
    page += "<tr><td>" + escape_html(route.method) + "</td><td><code>" + escape_html(route.path) +
            "</code></td><td>" + escape_html(who) + "</td><td>" + escape_html(route.summary) +
            "</td></tr>";
  }
  return page + "</tbody></table></body></html>";
}

Response html(std::string text) {
  Response response = Response::text(std::move(text), "text/html; charset=utf-8");
  response.headers["content-security-policy"] = "default-src 'none'; frame-ancestors 'none'";
  return response;
}

}  // namespace

void add_operational_routes(Router& router, const std::string& title, std::function<Status()> ready,
                            std::function<std::string()> gauges) {
  const Auth open = Auth::anonymous("operations need it without a user and it holds no data");
  router.add({.method = "GET",
              .path = "/healthz",
              .auth = open,
              .handler = [](const Request&) -> Result<Response> {
                return Response::json({{"status", "ok"}});
              },
              .summary = "Says that the process lives.",
              .answer_schema = shape::object({{"status", shape::one_of({"ok"})}})});
  router.add({.method = "GET",
              .path = "/readyz",
              .auth = open,
              .handler = [ready = std::move(ready)](const Request&) -> Result<Response> {
                const Status able = ready();
                if (!able) return Error{ErrorCode::unavailable, able.error().message};
                return Response::json({{"status", "ready"}});
              },
              .summary = "Says whether the service can do its work.",
              .answer_schema = shape::object({{"status", shape::one_of({"ready"})}})});
  router.add({.method = "GET",
              .path = "/metrics",
              .auth = open,
              .handler = [&router, gauges = std::move(gauges)](const Request&) -> Result<Response> {
                return Response::text(router.metrics_text() + (gauges ? gauges() : ""),
                                      "text/plain; version=0.0.4; charset=utf-8");
              },
              .summary = "Counters in Prometheus text format.",
              .answer_type = "text/plain"});
  router.add({.method = "GET",
              .path = "/openapi.json",
              .auth = open,
              .handler = [&router, title](const Request&) -> Result<Response> {
                return Response::json(openapi(router, title, "1"));
              },
              .summary = "The OpenAPI document of this service.",
              .answer_schema = shape::open_object(
                  {{"openapi", shape::text()}, {"paths", shape::map_of(shape::any())}})});
  router.add({.method = "GET",
              .path = "/reference",
              .auth = open,
              .handler = [&router, title](const Request&) -> Result<Response> {
                return html(reference_page(router, title));
              },
              .summary = "The routes as a page for people.",
              .answer_type = "text/html"});
}

}  // namespace kontor::http

#include "base/core/shape.hpp"
#include "base/http/reference_page.hpp"
#include "base/http/server.hpp"

namespace kontor::http {
namespace {

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
                return html(reference_page(openapi(router, title, "1")));
              },
              .summary = "The operations as a page for people: what each takes and answers.",
              .answer_type = "text/html"});
}

}  // namespace kontor::http

#include "host/api/trace_endpoints.hpp"

#include "host/api/answers/plugin_answers.hpp"
#include "host/api/authentication.hpp"

namespace kontor::host {
namespace {

constexpr int kForMaxS = 3600;
constexpr int kBytesMax = 256 << 20;

using http::Request;
using http::Response;

}  // namespace

void add_trace_endpoints(http::Router& router, Accounts& accounts, Plugins& plugins,
                         TraceDesk& desk) {
  const auto manager = holder_of(accounts, "plugins.manage");
  router.add(
      {.method = "POST",
       .path = "/api/v1/plugins/{id}/trace",
       .auth = manager,
       .handler = [&](const Request& request) -> Result<Response> {
         TraceDesk::Wish wish;
         wish.time_max = std::chrono::seconds(request.document.value("for_s", 600));
         wish.bytes_max = request.document.value("bytes_max", std::size_t{64} << 20);
         const Json begun =
             TRY(desk.begin(plugins, principal_of(request), request.path.at("id"), wish));
         return Response::json(begun, 202);
       },
       .summary = "Restart a plugin and record what passes between it and the host.",
       .body_schema = {{"type", "object"},
                       {"properties",
                        {{"for_s", {{"type", "integer"}, {"minimum", 1}, {"maximum", kForMaxS}}},
                         {"bytes_max",
                          {{"type", "integer"}, {"minimum", 65536}, {"maximum", kBytesMax}}}}},
                       {"additionalProperties", false}},
       .answer_schema = answers::trace_begun()});
  router.add({.method = "GET",
              .path = "/api/v1/plugins/{id}/trace",
              .auth = manager,
              .handler = [&](const Request& request) -> Result<Response> {
                const auto file = TRY(desk.file(principal_of(request), request.path.at("id")));
                Response response;
                response.file = file.path;
                response.headers["content-type"] = "application/octet-stream";
                response.headers["cache-control"] = "no-store";
                response.headers["x-kontor-trace"] = file.recording ? "recording" : "ended";
                return response;
              },
              .summary = "Download the trace of a plugin as far as it is written.",
              .answer_type = "application/octet-stream"});
  router.add({.method = "DELETE",
              .path = "/api/v1/plugins/{id}/trace",
              .auth = manager,
              .handler = [&](const Request& request) -> Result<Response> {
                TRY(desk.remove(plugins, principal_of(request), request.path.at("id")));
                return Response::no_content();
              },
              .summary = "End the recording of a plugin and remove its trace.",
              .answer_type = http::kNoBody});
}

}  // namespace kontor::host

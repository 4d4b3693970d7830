#include "host/api/rehearsal_endpoints.hpp"

#include "host/api/answers/plugin_answers.hpp"
#include "host/api/authentication.hpp"

namespace kontor::host {
namespace {

using http::Request;
using http::Response;

constexpr std::size_t kPackageBytesMax = std::size_t{100} << 20;

Json bounded(int most) { return {{"type", "integer"}, {"minimum", 1}, {"maximum", most}}; }

Result<Response> begun(const Result<std::string>& id) {
  if (!id) return id.error();
  return Response::json({{"id", *id}, {"state", "running"}}, 202);
}

}  // namespace

void add_rehearsal_endpoints(http::Router& router, Accounts& accounts, RehearsalDesk& desk) {
  const auto manager = holder_of(accounts, "plugins.manage");
  router.add({.method = "POST",
              .path = "/api/v1/plugins/rehearsals",
              .auth = manager,
              .handler = [&desk](const Request& request) -> Result<Response> {
                const Json& body = request.document;
                RehearsalDesk::Wish wish;
                wish.records = body.value("records", wish.records);
                wish.events = body.value("events", wish.events);
                wish.time_max_s = body.value("for_s", wish.time_max_s);
                return begun(desk.from_market(principal_of(request), body["plugin_id"],
                                              body.value("version", ""), wish));
              },
              .summary = "Try an add-on of the market on a copy of the company's data.",
              .body_schema = {{"type", "object"},
                              {"properties",
                               {{"plugin_id", {{"type", "string"}, {"maxLength", 128}}},
                                {"version", {{"type", "string"}, {"maxLength", 64}}},
                                {"records", bounded(1000)},
                                {"events", bounded(1000)},
                                {"for_s", bounded(3600)}}},
                              {"required", {"plugin_id"}},
                              {"additionalProperties", false}},
              .answer_schema = answers::rehearsal_begun()});
  router.add({.method = "POST",
              .path = "/api/v1/plugins/rehearsals/package",
              .auth = manager,
              .handler = [&desk](const Request& request) -> Result<Response> {
                return begun(desk.from_file(principal_of(request), request.body_file,
                                            request.query_or("vendor_key", "")));
              },
              .summary = "Try an add-on from a .kpkg signed by the vendor's key given.",
              .body_bytes_max = kPackageBytesMax,
              .answer_schema = answers::rehearsal_begun(),
              .query_names = {"vendor_key"},
              .spool_folder = desk.spool_folder()});
  router.add({.method = "GET",
              .path = "/api/v1/plugins/rehearsals/{id}",
              .auth = manager,
              .handler = [&desk](const Request& request) -> Result<Response> {
                const Json found = TRY(desk.find(request.path.at("id")));
                return Response::json(found);
              },
              .summary = "How a rehearsal stands, and its report when it is done.",
              .answer_schema = answers::rehearsal()});
  router.add({.method = "DELETE",
              .path = "/api/v1/plugins/rehearsals/{id}",
              .auth = manager,
              .handler = [&desk](const Request& request) -> Result<Response> {
                TRY(desk.remove(principal_of(request), request.path.at("id")));
                return Response::no_content();
              },
              .summary = "Remove the report of a rehearsal that has ended.",
              .answer_type = http::kNoBody});
}

}  // namespace kontor::host

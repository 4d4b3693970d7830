#include "host/api/privacy_endpoints.hpp"

#include <chrono>

#include "base/core/bytes.hpp"
#include "host/api/answers/privacy_answers.hpp"
#include "host/api/answers/record_answers.hpp"
#include "host/api/authentication.hpp"
#include "host/api/request_values.hpp"
#include "host/gdpr/person_archive.hpp"

namespace kontor::host {

namespace {

using http::Request;
using http::Response;

constexpr std::size_t kPrivacyBodyMax = 8192;
constexpr int kErasuresMax = 200;
constexpr auto kExportKept = std::chrono::hours(1);

Json privacy_text(int most) { return {{"type", "string"}, {"minLength", 1}, {"maxLength", most}}; }

Json privacy_object(Json properties, const Json& required) {
  return {{"type", "object"},
          {"additionalProperties", false},
          {"required", required},
          {"properties", std::move(properties)}};
}

Result<Response> shown_erasure(Result<Erasure> erasure) {
  if (!erasure) return std::move(erasure).error();
  return Response::json(erasure->to_json());
}

void sweep_exports(const std::filesystem::path& folder) {
  std::error_code problem;
  const auto now = std::filesystem::file_time_type::clock::now();
  for (const auto& entry : std::filesystem::directory_iterator(folder, problem)) {
    const auto written = entry.last_write_time(problem);
    if (!problem && written + kExportKept < now) std::filesystem::remove_all(entry.path(), problem);
  }
}

void add_exports(http::Router& router, const http::Auth& guardian, const PrivacyDesks& desks) {
  router.add({.method = "POST",
              .path = "/api/v1/persons/{id}/export",
              .auth = guardian,
              .handler = [&exports = desks.exports](const Request& request) -> Result<Response> {
                return Response::json(
                    TRY(exports.document(principal_of(request), request.path.at("id"))));
              },
              .summary = "Collect what the host and its plugins keep about a person.",
              .answer_schema = answers::person_export()});
  router.add({.method = "GET",
              .path = "/api/v1/privacy/persons/{id}/export",
              .auth = guardian,
              .handler = [&exports = desks.exports,
                          folder = desks.folder](const Request& request) -> Result<Response> {
                sweep_exports(folder);
                Response response;
                response.file =
                    TRY(exports.to_file(principal_of(request), request.path.at("id"), folder));
                response.headers["content-type"] = "application/x-ndjson";
                response.headers["content-disposition"] =
                    "attachment; filename=\"person-export.ndjson\"";
                return response;
              },
              .summary = "Everything about a person as lines of JSON, with the bytes of files.",
              .answer_type = "application/x-ndjson"});
  router.add({.method = "GET",
              .path = "/api/v1/privacy/persons/{id}/archive",
              .auth = guardian,
              .handler = [&exports = desks.exports,
                          folder = desks.folder](const Request& request) -> Result<Response> {
                sweep_exports(folder);
                Response response;
                response.file = TRY(
                    person_archive(exports, principal_of(request), request.path.at("id"), folder));
                response.headers["content-type"] = "application/zip";
                response.headers["content-disposition"] =
                    "attachment; filename=\"person-export.zip\"";
                return response;
              },
              .summary = "Everything about a person as a ZIP archive, with the files themselves.",
              .answer_type = "application/zip"});
  router.add({.method = "GET",
              .path = "/api/v1/privacy/export-schema",
              .auth = guardian,
              .handler = [](const Request&) -> Result<Response> {
                return Response::json(PersonExport::line_schema());
              },
              .summary = "The JSON Schema of a line of that export.",
              .answer_schema = answers::a_json_schema()});
}

void add_erasures(http::Router& router, const http::Auth& guardian, ErasureDesk& desk) {
  router.add({.method = "POST",
              .path = "/api/v1/persons/{id}/erase",
              .auth = guardian,
              .handler =
                  [&desk](const Request& request) {
                    return shown_erasure(desk.begin(principal_of(request), request.path.at("id"),
                                                    "wish of the person"));
                  },
              .summary = "Forget a person, in every plugin and in the host; the host goes on by "
                         "itself while the answer is not complete.",
              .answer_schema = answers::erasure()});
  router.add(
      {.method = "POST",
       .path = "/api/v1/privacy/erasures",
       .auth = guardian,
       .handler =
           [&desk](const Request& request) {
             return shown_erasure(desk.begin(principal_of(request), request.document.at("person"),
                                             request.document.at("reason")));
           },
       .summary = "Forget a person; again for the same person goes on with the same erasure.",
       .body_bytes_max = kPrivacyBodyMax,
       .body_schema = privacy_object({{"person", privacy_text(64)}, {"reason", privacy_text(1000)}},
                                     {"person", "reason"}),
       .answer_schema = answers::erasure()});
  router.add({.method = "GET",
              .path = "/api/v1/privacy/erasures",
              .auth = guardian,
              .handler = [&desk](const Request& request) -> Result<Response> {
                const int limit = TRY(query_limit(request, 50, kErasuresMax));
                const std::string before = TRY(query_text(request, "before"));
                const auto found = TRY(desk.list(principal_of(request), before, limit));
                Json list = Json::array();
                for (const Erasure& erasure : found) list.push_back(erasure.to_json());
                const bool more = found.size() == static_cast<std::size_t>(limit);
                return Response::json({{"erasures", std::move(list)},
                                       {"next", more ? Json(found.back().id) : Json()}});
              },
              .summary = "Erasures, newest first.",
              .answer_schema = answers::erasures(),
              .query_names = {"before", "limit"}});
  router.add({.method = "GET",
              .path = "/api/v1/privacy/erasures/{id}",
              .auth = guardian,
              .handler =
                  [&desk](const Request& request) {
                    return shown_erasure(desk.find(principal_of(request), request.path.at("id")));
                  },
              .summary = "One erasure, with its signed receipt once it is done.",
              .answer_schema = answers::erasure()});
  router.add({.method = "DELETE",
              .path = "/api/v1/privacy/erasures/{id}",
              .auth = guardian,
              .handler =
                  [&desk](const Request& request) {
                    return shown_erasure(desk.cancel(principal_of(request), request.path.at("id")));
                  },
              .summary = "Call an erasure back that has not erased anything yet.",
              .answer_schema = answers::erasure()});
  router.add({.method = "GET",
              .path = "/api/v1/privacy/persons/{id}/erasure",
              .auth = guardian,
              .handler = [&desk](const Request& request) -> Result<Response> {
                return Response::json(
                    TRY(desk.preview(principal_of(request), request.path.at("id"))));
              },
              .summary = "What each plugin would forget, and what stands against it now.",
              .answer_schema = answers::erasure_preview()});
  router.add({.method = "GET",
              .path = "/api/v1/privacy/receipt-key",
              .auth = guardian,
              .handler = [&desk](const Request&) -> Result<Response> {
                return Response::json({{"ed25519", hex_encode(desk.key().ed25519_raw())}});
              },
              .summary = "The public key that receipts of erasures are signed with.",
              .answer_schema = answers::receipt_key()});
}

Result<std::optional<TimeMs>> until_of(const Json& document) {
  const Json until = document.value("until", Json());
  if (!until.is_string()) return std::optional<TimeMs>();
  return std::optional<TimeMs>(TRY(parse_rfc3339(until.get<std::string>())));
}

void add_holds(http::Router& router, const http::Auth& guardian, ErasureDesk& desk) {
  router.add({.method = "GET",
              .path = "/api/v1/privacy/holds",
              .auth = guardian,
              .handler = [&desk](const Request& request) -> Result<Response> {
                Json list = Json::array();
                const auto found = TRY(desk.holds(principal_of(request)));
                for (const auto& hold : found) list.push_back(hold.to_json());
                return Response::json({{"holds", std::move(list)}});
              },
              .summary = "People who may not be erased for now, and why.",
              .answer_schema = answers::holds()});
  router.add({.method = "POST",
              .path = "/api/v1/privacy/holds",
              .auth = guardian,
              .handler = [&desk](const Request& request) -> Result<Response> {
                const auto until = TRY(until_of(request.document));
                const auto made =
                    TRY(desk.hold(principal_of(request), request.document.at("person"),
                                  request.document.at("reason"), until));
                return Response::json(made.to_json(), 201);
              },
              .summary = "Keep a person from being erased, for a reason of law or a claim.",
              .body_bytes_max = kPrivacyBodyMax,
              .body_schema = privacy_object({{"person", privacy_text(64)},
                                             {"reason", privacy_text(1000)},
                                             {"until", {{"type", {"string", "null"}}}}},
                                            {"person", "reason"}),
              .answer_schema = answers::hold()});
  router.add({.method = "DELETE",
              .path = "/api/v1/privacy/holds/{id}",
              .auth = guardian,
              .handler = [&desk](const Request& request) -> Result<Response> {
                TRY(desk.lift_hold(principal_of(request), request.path.at("id")));
                return Response::no_content();
              },
              .summary = "Lift a hold; an erasure that waited for it goes on.",
              .answer_type = http::kNoBody});
  router.add({.method = "POST",
              .path = "/api/v1/privacy/unblock",
              .auth = guardian,
              .handler = [&desk](const Request& request) -> Result<Response> {
                const auto lifted = TRY(desk.lift_block(
                    principal_of(request), request.document.value("email", ""),
                    request.document.value("phone", ""), request.document.at("reason")));
                return Response::json({{"lifted", lifted}});
              },
              .summary = "Let somebody be entered again who was erased and comes back.",
              .body_bytes_max = kPrivacyBodyMax,
              .body_schema = privacy_object({{"email", privacy_text(320)},
                                             {"phone", privacy_text(64)},
                                             {"reason", privacy_text(1000)}},
                                            Json::array({"reason"})),
              .answer_schema = answers::unblocked()});
}

}  // namespace

void add_privacy_endpoints(http::Router& router, Accounts& accounts, const PrivacyDesks& desks) {
  const http::Auth guardian = holder_of(accounts, "privacy.manage");
  add_exports(router, guardian, desks);
  add_erasures(router, guardian, desks.erasures);
  add_holds(router, guardian, desks.erasures);
  add_privacy_record_endpoints(router, guardian, desks);
}

}  // namespace kontor::host

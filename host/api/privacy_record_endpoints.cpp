#include "host/api/answers/privacy_answers.hpp"
#include "host/api/authentication.hpp"
#include "host/api/privacy_endpoints.hpp"
#include "host/api/request_values.hpp"

namespace kontor::host {

namespace {

using http::Request;
using http::Response;

constexpr int kRunsMax = 200;

Result<Response> json_answer(Result<Json> json, int status = 200) {
  if (!json) return std::move(json).error();
  return Response::json(*json, status);
}

void add_retention(http::Router& router, const http::Auth& guardian, Retention& retention) {
  router.add({.method = "GET",
              .path = "/api/v1/privacy/retention",
              .auth = guardian,
              .handler = [&retention](const Request& request) -> Result<Response> {
                Json rules = Json::array();
                const auto found = TRY(retention.rules());
                for (const RetentionRule& rule : found) rules.push_back(rule.to_json());
                Json runs = TRY(retention.runs(principal_of(request), kRunsMax));
                return Response::json({{"rules", std::move(rules)}, {"runs", std::move(runs)}});
              },
              .summary = "The retention rules in force, and their last runs.",
              .answer_schema = answers::retention()});
  router.add({.method = "PUT",
              .path = "/api/v1/privacy/retention",
              .auth = guardian,
              .handler = [&retention](const Request& request) -> Result<Response> {
                TRY(retention.set_rules(principal_of(request), request.document));
                return Response::no_content();
              },
              .summary = "Replace the company's retention rules; nothing is removed before a run.",
              .body_schema = retention_schema(),
              .answer_type = http::kNoBody});
  router.add({.method = "GET",
              .path = "/api/v1/privacy/retention/{rule}",
              .auth = guardian,
              .handler =
                  [&retention](const Request& request) {
                    return json_answer(
                        retention.preview(principal_of(request), request.path.at("rule")));
                  },
              .summary = "What a run of this rule would take now; nothing is changed.",
              .answer_schema = answers::retention_preview()});
  router.add({.method = "POST",
              .path = "/api/v1/privacy/retention/{rule}/run",
              .auth = guardian,
              .handler =
                  [&retention](const Request& request) {
                    return json_answer(
                        retention.begin(principal_of(request), request.path.at("rule")), 202);
                  },
              .summary = "Run this rule now, in the background; again while it runs: the same run.",
              .body_bytes_max = 1024,
              .answer_schema = answers::retention_begun()});
}

void add_bin(http::Router& router, const http::Auth& guardian, Bin& bin) {
  router.add({.method = "GET",
              .path = "/api/v1/privacy/bin",
              .auth = guardian,
              .handler = [&bin](const Request&) -> Result<Response> {
                const std::int64_t days = TRY(bin.keep_days());
                return Response::json({{"keep_days", days}});
              },
              .summary = "For how many days deleted records may be restored; 0: for ever.",
              .answer_schema = answers::bin()});
  router.add(
      {.method = "PUT",
       .path = "/api/v1/privacy/bin",
       .auth = guardian,
       .handler = [&bin](const Request& request) -> Result<Response> {
         TRY(bin.set_keep_days(principal_of(request),
                               request.document.at("keep_days").get<std::int64_t>()));
         return Response::no_content();
       },
       .summary = "Set for how long; what lies there longer goes within a minute.",
       .body_schema = {{"type", "object"},
                       {"properties",
                        {{"keep_days",
                          {{"type", "integer"}, {"minimum", 0}, {"maximum", Bin::kKeepDaysMax}}}}},
                       {"required", {"keep_days"}},
                       {"additionalProperties", false}},
       .answer_type = http::kNoBody});
  router.add(
      {.method = "POST",
       .path = "/api/v1/records/{entity}/{id}/purge",
       .auth = guardian,
       .handler = [&bin](const Request& request) -> Result<Response> {
         TRY(bin.purge(principal_of(request), request.path.at("entity"), request.path.at("id")));
         return Response::no_content();
       },
       .summary = "Take a deleted record away for good, now.",
       .body_bytes_max = 1024,
       .answer_type = http::kNoBody});
}

Result<TimeMs> moment_of(const Request& request, const std::string& name) {
  const std::string text = TRY(query_text(request, name));
  const auto moment = parse_rfc3339(text);
  if (moment) return *moment;
  return Error{ErrorCode::invalid_argument, name + ": a moment is wanted, 2026-11-22T08:00:00Z"};
}

}  // namespace

void add_privacy_record_endpoints(http::Router& router, const http::Auth& guardian,
                                  const PrivacyDesks& desks) {
  add_retention(router, guardian, desks.retention);
  add_bin(router, guardian, desks.bin);
  PrivacyRecord& record = desks.record;
  router.add({.method = "GET",
              .path = "/api/v1/privacy/processing",
              .auth = guardian,
              .handler =
                  [&record](const Request& request) {
                    return json_answer(record.processing(principal_of(request)));
                  },
              .summary = "The record of processing (GDPR Article 30), made from what is in use.",
              .answer_schema = answers::processing()});
  router.add(
      {.method = "PUT",
       .path = "/api/v1/privacy/company",
       .auth = guardian,
       .handler = [&record](const Request& request) -> Result<Response> {
         TRY(record.set_company(principal_of(request), request.document));
         return Response::no_content();
       },
       .summary = "What only people know of that record: controller, contact, where data lies.",
       .body_bytes_max = 32768,
       .body_schema = PrivacyRecord::company_schema(),
       .answer_type = http::kNoBody});
  router.add({.method = "GET",
              .path = "/api/v1/privacy/breach",
              .auth = guardian,
              .handler = [&record](const Request& request) -> Result<Response> {
                PrivacyRecord::Window window;
                window.from_ms = TRY(moment_of(request, "from"));
                window.to_ms = TRY(moment_of(request, "to"));
                window.actor = TRY(query_text(request, "actor"));
                return json_answer(record.breach(principal_of(request), window));
              },
              .summary = "Which people and fields were touched, by whom, from the audit log.",
              .answer_schema = answers::breach(),
              .query_names = {"actor", "from", "to"}});
}

}  // namespace kontor::host

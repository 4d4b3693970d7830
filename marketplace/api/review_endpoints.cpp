#include "marketplace/api/access.hpp"
#include "marketplace/api/answers.hpp"
#include "marketplace/api/answers/catalogue_answers.hpp"
#include "marketplace/api/market_routes.hpp"
#include "marketplace/api/schemas.hpp"
#include "marketplace/app/decisions.hpp"
#include "marketplace/app/quarantine.hpp"
#include "marketplace/app/review_trail.hpp"
#include "marketplace/app/uploads.hpp"

namespace kontor::marketplace {
namespace {

const std::string& operation_of_review(const http::Request& request) {
  return request.path.at("operation_id");
}

Result<http::Response> decided(Market& market, const http::Request& request) {
  const std::string word = request.document["decision"];
  const Decision decision = TRY(parse_decision(word));
  Verdict verdict{.decision = decision, .reason = request.document["reason"]};
  if (request.document.contains("attestation"))
    verdict.attestation = kontor::to_text(request.document["attestation"]);
  return http::Response::json(
      answer(TRY(decide_upload(market, operation_of_review(request), verdict))));
}

// The bytes that wait for a decision, for an operator who wants to look at them.
Result<http::Response> waiting_package(Market& market, const http::Request& request) {
  const Upload upload = TRY(get_upload(market, "", operation_of_review(request)));
  http::Response response;
  response.file = quarantined_file(market, upload);
  if (!std::filesystem::exists(response.file))
    return Error{ErrorCode::not_found, "the package is not in quarantine"};
  response.headers["content-type"] = "application/octet-stream";
  response.headers["cache-control"] = "no-store";
  return response;
}

void add_operator_side(http::Router& router, Market& market) {
  router.add({.method = "GET",
              .path = "/api/v1/queue",
              .auth = operator_only(market),
              .handler = [&market](const http::Request&) -> Result<http::Response> {
                const ReviewQueue queue = TRY(review_queue(market));
                Json json = answer_list("uploads", queue.uploads);
                json.update(answer_list("appeals", queue.appeals));
                return http::Response::json(json);
              },
              .summary = "List packages that wait for a decision and open appeals.",
              .answer_schema = answers::review_queue()});
  router.add(
      {.method = "POST",
       .path = "/api/v1/uploads/{operation_id}/decision",
       .auth = operator_only(market),
       .handler = [&market](const http::Request& request) { return decided(market, request); },
       .summary = "Approve or reject a checked package, with the reason.",
       .body_schema = schemas::decision(),
       .answer_schema = answers::upload()});
  router.add(
      {.method = "GET",
       .path = "/api/v1/uploads/{operation_id}/package",
       .auth = operator_only(market),
       .handler =
           [&market](const http::Request& request) { return waiting_package(market, request); },
       .summary = "Download a package that waits in quarantine.",
       .answer_type = "application/octet-stream"});
  router.add({.method = "PUT",
              .path = "/api/v1/uploads/{operation_id}/attestation",
              .auth = operator_only(market),
              .handler = [&market](const http::Request& request) -> Result<http::Response> {
                return http::Response::json(
                    answer(TRY(attest_upload(market, operation_of_review(request), request.body))));
              },
              .summary = "Attest an approved package, or attest it anew at another level.",
              .body_bytes_max = kReviewBytesMax,
              .answer_schema = answers::upload()});
  router.add({.method = "POST",
              .path = "/api/v1/uploads/{operation_id}/appeal/answer",
              .auth = operator_only(market),
              .handler = [&market](const http::Request& request) -> Result<http::Response> {
                const auto outcome = request.document["outcome"] == "overturned"
                                         ? AppealOutcome::overturned
                                         : AppealOutcome::upheld;
                return http::Response::json(answer(TRY(answer_appeal(
                    market, operation_of_review(request), outcome, request.document["answer"]))));
              },
              .summary = "Answer an appeal; overturned, the package waits for a decision again.",
              .body_schema = schemas::appeal_answer(),
              .answer_schema = answers::upload()});
  router.add({.method = "GET",
              .path = "/api/v1/reviews/audit",
              .auth = operator_only(market),
              .handler = [&market](const http::Request& request) -> Result<http::Response> {
                return http::Response::json(answer_list(
                    "events", TRY(review_audit(market, request.query_or("before", "")))));
              },
              .summary = "Read the trail of all reviews, newest first.",
              .answer_schema = answers::review_events(),
              .query_names = {"before"}});
}

}  // namespace

void add_review_endpoints(http::Router& router, Market& market) {
  add_operator_side(router, market);
  router.add({.method = "GET",
              .path = "/api/v1/uploads/{operation_id}/history",
              .auth = vendor_or_operator(market),
              .handler = [&market](const http::Request& request) -> Result<http::Response> {
                return http::Response::json(
                    answer_list("events", TRY(review_history(market, principal_of(request).id,
                                                             operation_of_review(request)))));
              },
              .summary = "Read who did what in the review of a package.",
              .answer_schema = answers::review_events()});
  router.add({.method = "POST",
              .path = "/api/v1/uploads/{operation_id}/appeal",
              .auth = vendor_only(market),
              .handler = [&market](const http::Request& request) -> Result<http::Response> {
                return http::Response::json(answer(
                    TRY(appeal_decision(market, principal_of(request).id,
                                        operation_of_review(request), request.document["text"]))));
              },
              .summary = "Appeal against the rejection of a package.",
              .body_schema = schemas::appeal(),
              .answer_schema = answers::upload()});
}

}  // namespace kontor::marketplace

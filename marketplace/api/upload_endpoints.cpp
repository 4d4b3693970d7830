#include "marketplace/api/access.hpp"
#include "marketplace/api/answers.hpp"
#include "marketplace/api/market_routes.hpp"
#include "marketplace/api/schemas.hpp"
#include "marketplace/app/uploads.hpp"

namespace kontor::marketplace {
namespace {

void add_vendor_side(http::Router& router, Market& market, const std::filesystem::path& incoming) {
  router.add({.method = "PUT",
              .path = "/api/v1/uploads/{operation_id}",
              .auth = vendor_only(market),
              .handler = [&market](const http::Request& request) -> Result<http::Response> {
                return http::Response::json(answer(
                    TRY(receive_upload(market, principal_of(request).id,
                                       request.path.at("operation_id"), request.body_file))));
              },
              .summary = "Submit a package; the same one again is the same operation.",
              .body_bytes_max = kPackageBytesMax,
              .spool_folder = incoming});
  router.add({.method = "GET",
              .path = "/api/v1/uploads/{operation_id}",
              .auth = vendor_only(market),
              .handler = [&market](const http::Request& request) -> Result<http::Response> {
                return http::Response::json(answer(TRY(get_upload(
                    market, principal_of(request).id, request.path.at("operation_id")))));
              },
              .summary = "Read what became of a submitted package."});
}

}  // namespace

void add_upload_endpoints(http::Router& router, Market& market,
                          const std::filesystem::path& incoming) {
  add_vendor_side(router, market, incoming);
  router.add({.method = "GET",
              .path = "/api/v1/queue",
              .auth = operator_only(market),
              .handler = [&market](const http::Request&) -> Result<http::Response> {
                return http::Response::json(answer_list("uploads", TRY(review_queue(market))));
              },
              .summary = "List the packages that wait for a decision, oldest first."});
  router.add({.method = "POST",
              .path = "/api/v1/uploads/{operation_id}/decision",
              .auth = operator_only(market),
              .handler = [&market](const http::Request& request) -> Result<http::Response> {
                const std::string word = request.document["decision"];
                const Decision decision = TRY(parse_decision(word));
                return http::Response::json(
                    answer(TRY(decide_upload(market, request.path.at("operation_id"), decision,
                                             request.document["reason"]))));
              },
              .summary = "Approve or reject a checked package, with the reason.",
              .body_schema = schemas::decision()});
}

}  // namespace kontor::marketplace

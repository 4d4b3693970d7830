#include "marketplace/api/market_routes.hpp"
#include "marketplace/app/decisions.hpp"

namespace kontor::marketplace {
namespace {

constexpr std::string_view kReviewSuffix = ".review.dsse", kProofSuffix = ".proof";

// What lies beside a package because it came after the package's hash was fixed.
Result<http::Response> detached_file(Market& market, const std::string& name) {
  if (name.ends_with(kProofSuffix))
    return proof_file(market, name.substr(0, name.size() - kProofSuffix.size()));
  if (!name.ends_with(kReviewSuffix))
    return Error{ErrorCode::not_found, "there is nothing at this address"};
  http::Response response = http::Response::text(
      TRY(review_attestation(market, name.substr(0, name.size() - kReviewSuffix.size()))),
      "application/json");
  response.headers["cache-control"] = "public, max-age=60";  // A closer review may replace it.
  return response;
}

}  // namespace

void add_package_endpoints(http::Router& router, Market& market) {
  router.add({.method = "GET",
              .path = "/packages/{file}",
              .auth = http::Auth::anonymous("whoever installs a package verifies it by these"),
              .handler =
                  [&market](const http::Request& request) {
                    return detached_file(market, request.path.at("file"));
                  },
              .summary = "A package's review (<sha256>.review.dsse) or log proof (<sha256>.proof).",
              .answer_type = "*/*"});
}

}  // namespace kontor::marketplace

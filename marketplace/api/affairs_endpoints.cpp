#include "marketplace/api/access.hpp"
#include "marketplace/api/answers.hpp"
#include "marketplace/api/answers/catalogue_answers.hpp"
#include "marketplace/api/market_routes.hpp"
#include "marketplace/api/schemas.hpp"
#include "marketplace/app/delegation.hpp"
#include "marketplace/app/vendor_affairs.hpp"

namespace kontor::marketplace {
namespace {

constexpr std::size_t kShardBytesMax = std::size_t{16} << 20;

Json answer_claim(const DomainClaim& claim) {
  return {{"vendor", claim.vendor},
          {"domain", claim.domain},
          {"record", challenge_name(claim.domain)},
          {"type", "TXT"},
          {"value", claim.challenge},
          {"state", claim.proven_at_ms > 0 ? "proven" : "waiting"},
          {"proven_at", claim.proven_at_ms > 0 ? Json(to_rfc3339(claim.proven_at_ms)) : Json()}};
}

// The vendor's name in the path, if it is the caller's own or the operator asks.
Result<std::string> own_name(const http::Request& request) {
  const std::string& name = request.path.at("name");
  TRY(must_be(principal_of(request), name));
  return name;
}

void add_keys(http::Router& router, Market& market) {
  router.add({.method = "POST",
              .path = "/api/v1/vendors/{name}/keys",
              .auth = vendor_only(market),
              .handler = [&market](const http::Request& request) -> Result<http::Response> {
                const std::string name = TRY(own_name(request));
                TRY(request_vendor_keys(market, name, request.document));
                return http::Response::json({{"vendor", name}, {"state", "waiting"}}, 202);
              },
              .summary = "Ask for other keys; an operator's session delegates to them.",
              .body_schema = schemas::envelope(),
              .answer_schema = answers::key_request_waiting()});
  router.add({.method = "GET",
              .path = "/api/v1/vendors/{name}/keys",
              .auth = vendor_or_operator(market),
              .handler = [&market](const http::Request& request) -> Result<http::Response> {
                const std::string name = TRY(own_name(request));
                const auto waiting = TRY(vendor_key_request(market, name));
                return http::Response::json(
                    {{"vendor", name}, {"request", waiting ? *waiting : Json(nullptr)}});
              },
              .summary = "Read the request for other keys that waits, if one does.",
              .answer_schema = answers::key_request()});
  router.add({.method = "POST",
              .path = "/api/v1/vendors/{name}/token",
              .auth = http::Auth::anonymous("signed by the vendor's key; the token is lost"),
              .handler = [&market](const http::Request& request) -> Result<http::Response> {
                const std::string& name = request.path.at("name");
                TRY(replace_vendor_token(market, name, request.document));
                return http::Response::json({{"vendor", name}});
              },
              .summary = "Replace the vendor's token by one whose hash its key signed.",
              .body_schema = schemas::envelope(),
              .answer_schema = answers::vendor_named()});
}

void add_claims(http::Router& router, Market& market) {
  router.add({.method = "POST",
              .path = "/api/v1/vendors/{name}/claim",
              .auth = vendor_only(market),
              .handler = [&market](const http::Request& request) -> Result<http::Response> {
                const std::string name = TRY(own_name(request));
                return http::Response::json(
                    answer_claim(TRY(claim_domain(market, name, request.document["domain"]))));
              },
              .summary = "Claim a domain; answers the TXT record that proves it.",
              .body_schema = schemas::domain_claim(),
              .answer_schema = answers::domain_claim()});
  router.add({.method = "POST",
              .path = "/api/v1/vendors/{name}/claim/check",
              .auth = vendor_only(market),
              .handler = [&market](const http::Request& request) -> Result<http::Response> {
                const std::string name = TRY(own_name(request));
                return http::Response::json(answer_claim(TRY(prove_domain(market, name))));
              },
              .summary = "Look the TXT record up and keep the proof.",
              .answer_schema = answers::domain_claim()});
  router.add({.method = "GET",
              .path = "/api/v1/vendors/{name}/claim",
              .auth = vendor_or_operator(market),
              .handler = [&market](const http::Request& request) -> Result<http::Response> {
                const std::string name = TRY(own_name(request));
                const auto claim = TRY(domain_claim(market, name));
                if (!claim) return Error{ErrorCode::not_found, "no domain is claimed"};
                return http::Response::json(answer_claim(*claim));
              },
              .summary = "Read the vendor's claim of a domain.",
              .answer_schema = answers::domain_claim()});
}

void add_transfers(http::Router& router, Market& market) {
  router.add({.method = "POST",
              .path = "/api/v1/plugins/{plugin_id}/transfer",
              .auth = vendor_only(market),
              .handler = [&market](const http::Request& request) -> Result<http::Response> {
                return http::Response::json(answer(TRY(
                    announce_transfer(market, request.path.at("plugin_id"), request.document))));
              },
              .summary = "Announce that a plugin changes hands, signed by both vendors.",
              .body_schema = schemas::envelope(),
              .answer_schema = answers::transfer()});
  router.add({.method = "GET",
              .path = "/api/v1/plugins/{plugin_id}/transfer",
              .auth = http::Auth::anonymous("customers are to know who will own a plugin"),
              .handler = [&market](const http::Request& request) -> Result<http::Response> {
                const auto transfer = TRY(plugin_transfer(market, request.path.at("plugin_id")));
                if (!transfer) return Error{ErrorCode::not_found, "it was never transferred"};
                return http::Response::json(answer(*transfer));
              },
              .summary = "Read a plugin's announced or last transfer.",
              .answer_schema = answers::transfer()});
  router.add({.method = "POST",
              .path = "/api/v1/plugins/{plugin_id}/transfer/withdraw",
              .auth = vendor_only(market),
              .handler = [&market](const http::Request& request) -> Result<http::Response> {
                return http::Response::json(answer(TRY(withdraw_transfer(
                    market, request.path.at("plugin_id"), principal_of(request).id))));
              },
              .summary = "Take an announced transfer back while it is held.",
              .answer_schema = answers::transfer()});
  router.add({.method = "POST",
              .path = "/api/v1/plugins/{plugin_id}/transfer/complete",
              .auth = operator_only(market),
              .handler = [&market](const http::Request& request) -> Result<http::Response> {
                return http::Response::json(answer(
                    TRY(complete_transfer(market, request.path.at("plugin_id"),
                                          request.query_or("shard", "vendors-00"), request.body))));
              },
              .summary = "Publish the off-line signed shard that gives the plugin away.",
              .body_bytes_max = kShardBytesMax,
              .answer_schema = answers::transfer(),
              .query_names = {"shard"}});
}

}  // namespace

void add_affairs_endpoints(http::Router& router, Market& market) {
  add_keys(router, market);
  add_claims(router, market);
  add_transfers(router, market);
}

void add_metadata_endpoints(http::Router& router, Market& market,
                            const std::filesystem::path& incoming) {
  router.add(
      {.method = "POST",
       .path = "/api/v1/metadata",
       .auth = operator_only(market),
       .handler = [&market, incoming](const http::Request& request) -> Result<http::Response> {
         OfflineDocuments sent;
         for (const Json& one : request.document["documents"])
           sent.documents.push_back({one["role"], one["document"]});
         if (request.document.contains("files"))
           for (const auto& [path, bytes] : request.document["files"].items())
             sent.files.emplace_back(path, bytes.get<std::string>());
         TRY(accept_documents(market, sent, incoming));
         return http::Response::no_content();
       },
       .summary = "Publish root, targets and shards that were signed off line, at once.",
       .body_bytes_max = kShardBytesMax,
       .body_schema = schemas::metadata(),
       .answer_type = http::kNoBody});
}

}  // namespace kontor::marketplace

#include "licensing/seats/endpoints.hpp"

#include "base/core/bytes.hpp"
#include "licensing/document/lease_proof.hpp"
#include "licensing/seats/lease_request.hpp"
#include "licensing/seats/refusal.hpp"

namespace kontor::licensing {

namespace {

constexpr std::size_t kDocumentBytesMax = 80'000;  // A token has at most 64 KiB.
constexpr std::size_t kLeaseBytesMax = 4096;

Json answer(const Lease& lease) {
  return {{"lease_id", lease.step.lease_id},
          {"epoch", lease.step.epoch},
          {"fence", lease.step.fence},
          {"sequence", lease.step.sequence},
          {"product", lease.product},
          {"since", to_rfc3339(lease.since_ms)},
          {"ttl_s", lease.ttl_s}};
}

Result<http::Response> install(SeatLedger& ledger, const http::Request& request) {
  const Json body = TRY(request.json());
  const std::string token = TRY(json_text(body, "token"));
  const License license = TRY(ledger.install_document(token));
  return http::Response::json({{"license_id", license.license_id},
                               {"product", license.product},
                               {"model", name_of(license.model)},
                               {"seats", license.seats}},
                              201);
}

Result<http::Response> claim(SeatLedger& ledger, const http::Request& request) {
  const Json body = TRY(request.json());
  ClaimRequest wish = TRY(parse_claim(body));
  Claim& claim = wish.claim;
  const std::string text =
      claim_text(claim.license_id, claim.subject, claim.session, claim.idempotency_key);
  TRY(check_device_signature(claim.device_key, text, wish.signature));
  claim.device_key = TRY(hex_decode(claim.device_key));
  const Lease lease = TRY(ledger.claim(claim));
  Json json = answer(lease);
  json["token"] = ledger.token(lease, claim.device_key);
  json["renewal_key"] = hex_encode(ledger.renewal_key(lease.step.lease_id));
  return http::Response::json(json, 201);
}

Result<http::Response> renew(SeatLedger& ledger, const http::Request& request) {
  const Json body = TRY(request.json());
  const StepRequest wish = TRY(parse_renew(body, request.path.at("lease_id")));
  TRY(check_renewal_mac(ledger.renewal_key(wish.step.lease_id), wish.step, wish.proof));
  return http::Response::json(answer(TRY(ledger.renew(wish.step))));
}

Result<http::Response> release(SeatLedger& ledger, const http::Request& request) {
  const Json body = TRY(request.json());
  const StepRequest wish = TRY(parse_release(body, request.path.at("lease_id")));
  const std::string device_key = TRY(ledger.device_key(wish.step.lease_id));
  TRY(check_device_signature(hex_encode(device_key), release_text(wish.step), wish.proof));
  TRY(ledger.release(wish.step));
  return http::Response::no_content();
}

Result<http::Response> token(SeatLedger& ledger, const http::Request& request) {
  const Json body = TRY(request.json());
  const StepRequest wish = TRY(parse_renew(body, request.path.at("lease_id")));
  TRY(check_renewal_mac(ledger.renewal_key(wish.step.lease_id), wish.step, wish.proof));
  const Lease lease = TRY(ledger.renew(wish.step));
  Json json = answer(lease);
  const std::string device_key = TRY(ledger.device_key(wish.step.lease_id));
  json["token"] = ledger.token(lease, device_key);
  return http::Response::json(json);
}

Result<http::Response> holders(SeatLedger& ledger, const http::Request& request) {
  const auto license = TRY(ledger.license(request.path.at("license_id")));
  const auto sitting = TRY(ledger.holders(license.license_id));
  return http::Response::json(
      {{"model", name_of(license.model)}, {"seats", license.seats}, {"holders", to_json(sitting)}});
}

}  // namespace

void add_seat_endpoints(http::Router& router, SeatLedger& ledger, const SeatAccess& access) {
  const auto bound = [&ledger](auto handler) {
    return [&ledger, handler](const http::Request& request) { return handler(ledger, request); };
  };
  router.add({.method = "POST",
              .path = "/licensing/v1/licenses",
              .auth = access.administrator,
              .handler = bound(install),
              .summary = "Install a licence document, so that its seats are counted here.",
              .body_bytes_max = kDocumentBytesMax,
              .body_schema = {{"type", "object"},
                              {"additionalProperties", false},
                              {"required", {"token"}},
                              {"properties", {{"token", {{"type", "string"}}}}}}});
  router.add({.method = "GET",
              .path = "/licensing/v1/licenses/{license_id}/holders",
              .auth = access.member,
              .handler = bound(holders),
              .summary = "Who holds the seats of a licence, and since when."});
  router.add({.method = "POST",
              .path = "/licensing/v1/leases",
              .auth = access.member,
              .handler = bound(claim),
              .summary = "Claim a seat; the same idempotency key gives the same lease.",
              .body_bytes_max = kLeaseBytesMax,
              .body_schema = claim_schema()});
  router.add({.method = "POST",
              .path = "/licensing/v1/leases/{lease_id}/renew",
              .auth = access.member,
              .handler = bound(renew),
              .summary = "Renew a lease: last sequence + 1 renews, the last one answers again.",
              .body_bytes_max = kLeaseBytesMax,
              .body_schema = renew_schema()});
  router.add({.method = "POST",
              .path = "/licensing/v1/leases/{lease_id}/token",
              .auth = access.member,
              .handler = bound(token),
              .summary = "Renew a lease and get its signed token.",
              .body_bytes_max = kLeaseBytesMax,
              .body_schema = renew_schema()});
  router.add({.method = "DELETE",
              .path = "/licensing/v1/leases/{lease_id}",
              .auth = access.member,
              .handler = bound(release),
              .summary = "Release a seat; twice is once.",
              .body_bytes_max = kLeaseBytesMax,
              .body_schema = release_schema()});
}

}  // namespace kontor::licensing

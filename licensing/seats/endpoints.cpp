#include "licensing/seats/endpoints.hpp"

#include "base/core/bytes.hpp"
#include "licensing/core/quote.hpp"
#include "licensing/document/lease_proof.hpp"
#include "licensing/seats/answer_schemas.hpp"
#include "licensing/seats/lease_answer.hpp"
#include "licensing/seats/lease_request.hpp"

namespace kontor::licensing {

namespace {

constexpr std::size_t kDocumentBytesMax = 80'000;  // A token has at most 64 KiB.
constexpr std::size_t kLeaseBytesMax = 4096;

Result<http::Response> install(SeatLedger& ledger, const http::Request& request) {
  const std::string token = TRY(json_text(request.document, "token"));
  const License license = TRY(ledger.install_document(token));
  return http::Response::json({{"license_id", license.license_id},
                               {"product", license.product},
                               {"model", name_of(license.model)},
                               {"seats", license.seats}},
                              201);
}

// A claim whose device has signed it; device_key raw.
Result<Claim> signed_claim(const http::Request& request) {
  ClaimRequest wish = read_claim(request.document);
  Claim& claim = wish.claim;
  const std::string text =
      claim_text(claim.license_id, claim.subject, claim.session, claim.idempotency_key);
  TRY(check_device_signature(claim.device_key, text, wish.signature));
  claim.device_key = TRY(hex_decode(claim.device_key));
  return std::move(claim);
}

void refuse(const http::Reply& reply, const Error& error) {
  reply(http::Cost::brief, [error] { return error; });
}

void claim(SeatLedger& ledger, const http::Request& request, const http::Reply& reply) {
  const auto wish = signed_claim(request);
  if (!wish) return refuse(reply, wish.error());
  ledger.begin_claim(
      *wish, [&ledger, wish = *wish, reply](const Result<std::optional<Lease>>& lease) {
        if (!lease) return refuse(reply, lease.error());
        if (*lease) {
          reply(http::Cost::brief, [&ledger, wish, lease = **lease]() -> Result<http::Response> {
            return http::Response::json(claim_answer(ledger, lease, wish.device_key), 201);
          });
        } else {
          reply(http::Cost::may_block, [&ledger, wish]() -> Result<http::Response> {
            const Lease slow = TRY(ledger.claim(wish));
            return http::Response::json(claim_answer(ledger, slow, wish.device_key), 201);
          });
        }
      });
}

Result<http::Response> wait(SeatLedger& ledger, const http::Request& request) {
  const Claim wish = TRY(signed_claim(request));
  const Waited waited = TRY(ledger.wait(wish));
  if (!waited.lease) {
    return http::Response::json(
        {{"position", waited.position}, {"ask_again_s", SeatLedger::kWaitMs / 1000 / 2}}, 202);
  }
  return http::Response::json(claim_answer(ledger, *waited.lease, wish.device_key), 201);
}

Result<http::Response> leave_queue(SeatLedger& ledger, const SeatAccess& access,
                                   const http::Request& request) {
  const SeatCaller caller = access.caller ? access.caller(request) : SeatCaller{};
  TRY(ledger.leave(request.path.at("license_id"), request.path.at("session"), caller));
  return http::Response::no_content();
}

Result<LeaseStep> step_to_renew(SeatLedger& ledger, const http::Request& request) {
  const StepRequest wish = read_renew(request.document, request.path.at("lease_id"));
  TRY(check_renewal_mac(ledger.renewal_key(wish.step.lease_id), wish.step, wish.proof));
  return wish.step;
}

void renew(SeatLedger& ledger, const http::Request& request, const http::Reply& reply) {
  const auto step = step_to_renew(ledger, request);
  if (!step) return refuse(reply, step.error());
  ledger.begin_renew(*step, [reply](const Result<Lease>& lease) {
    if (!lease) return refuse(reply, lease.error());
    reply(http::Cost::brief, [lease = *lease]() -> Result<http::Response> {
      return http::Response::json(lease_answer(lease));
    });
  });
}

Result<http::Response> token(SeatLedger& ledger, const http::Request& request) {
  const LeaseStep step = TRY(step_to_renew(ledger, request));
  const Lease lease = TRY(ledger.renew(step));
  Json json = lease_answer(lease);
  const std::string device_key = TRY(ledger.device_key(lease.step.lease_id));
  json["token"] = ledger.token(lease, device_key);
  return http::Response::json(json);
}

Status check_release(const StepRequest& wish, std::string_view device_key) {
  return check_device_signature(hex_encode(device_key), release_text(wish.step), wish.proof);
}

void release(SeatLedger& ledger, const http::Request& request, const http::Reply& reply) {
  const StepRequest wish = read_release(request.document, request.path.at("lease_id"));
  const auto device_key = ledger.known_device_key(wish.step.lease_id);
  if (!device_key) {  // Only the database knows the lease.
    return reply(http::Cost::may_block, [&ledger, wish]() -> Result<http::Response> {
      const std::string stored = TRY(ledger.device_key(wish.step.lease_id));
      TRY(check_release(wish, stored));
      TRY(ledger.release(wish.step));
      return http::Response::no_content();
    });
  }
  if (const Status signed_well = check_release(wish, *device_key); !signed_well) {
    return refuse(reply, signed_well.error());
  }
  ledger.begin_release(wish.step, [reply](const Status& released) {
    if (!released) return refuse(reply, released.error());
    reply(http::Cost::brief,
          []() -> Result<http::Response> { return http::Response::no_content(); });
  });
}

// The ledger itself checks the signatures of borrowing and giving back.
Result<http::Response> borrow(SeatLedger& ledger, const http::Request& request) {
  const BorrowRequest wish = read_borrow(request.document, request.path.at("lease_id"));
  const Lease lease = TRY(ledger.borrow(wish.step, wish.days, wish.signature));
  const std::string device_key = TRY(ledger.device_key(lease.step.lease_id));
  Json json = lease_answer(lease);
  json["token"] = ledger.token(lease, device_key);
  return http::Response::json(json);
}

Result<http::Response> give_back(SeatLedger& ledger, const http::Request& request) {
  const StepRequest wish = read_release(request.document, request.path.at("lease_id"));
  TRY(ledger.give_back(wish.step, wish.proof));
  return http::Response::no_content();
}

Result<http::Response> check_in(SeatLedger& ledger, const http::Request& request) {
  const CheckInRequest wish = read_check_in(request.document);
  TRY(check_device_signature(wish.device_key, check_in_text(wish.counter, wish.nonce),
                             wish.signature));
  const std::string device_key = TRY(hex_decode(wish.device_key));
  const std::int64_t next = TRY(ledger.check_in(device_key, wish.counter, wish.nonce));
  return http::Response::json({{"authority", ledger.authority()}, {"counter", next}});
}

Result<http::Response> holders(SeatLedger& ledger, const http::Request& request) {
  const auto license = TRY(ledger.license(request.path.at("license_id")));
  const SeatPage page = TRY(ledger.seats(license.license_id));
  return http::Response::json(holders_answer(license, page));
}

// What more seats or another term would cost at the prices that were frozen with the licence.
Result<http::Response> quote_license(SeatLedger& ledger, const http::Request& request) {
  const License license = TRY(ledger.license(request.path.at("license_id")));
  QuoteRequest wish = TRY(parse_quote_request(request.document, SystemClock().now_ms()));
  wish.company_id = license.company_id;
  wish.tried_before = true;
  const Quote quoted = TRY(quote(license.offer, wish));
  return http::Response::json(to_json(quoted));
}

}  // namespace

void add_seat_endpoints(http::Router& router, SeatLedger& ledger, const SeatAccess& access) {
  const auto bound = [&ledger](auto handler) {
    return [&ledger, handler](const http::Request& request) { return handler(ledger, request); };
  };
  // Routes of one lease have their form in common; a null `answer` means no body.
  const auto step = [&](const char* method, const char* path, const Json& schema,
                        const Json& answer, const char* summary) {
    return http::Route{.method = method,
                       .path = path,
                       .auth = access.member,
                       .summary = summary,
                       .body_bytes_max = kLeaseBytesMax,
                       .body_schema = schema,
                       .answer_schema = answer,
                       .answer_type = answer.is_null() ? http::kNoBody : ""};
  };
  const auto add_step = [&](const char* method, const char* path, auto handler, const Json& schema,
                            const Json& answer, const char* summary) {
    http::Route route = step(method, path, schema, answer, summary);
    route.handler = bound(handler);
    router.add(std::move(route));
  };
  // What many hosts do at once: none of them holds a thread until the commit.
  const auto add_common = [&](const char* method, const char* path, auto begin, const Json& schema,
                              const Json& answer, const char* summary) {
    http::Route route = step(method, path, schema, answer, summary);
    route.deferred = [&ledger, begin](const http::Request& request, const http::Reply& reply) {
      begin(ledger, request, reply);
    };
    router.add(std::move(route));
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
                              {"properties", {{"token", {{"type", "string"}}}}}},
              .answer_schema = answers::installed()});
  router.add({.method = "GET",
              .path = "/licensing/v1/licenses/{license_id}/holders",
              .auth = access.member,
              .handler = bound(holders),
              .summary = "Who holds the seats of a licence, who waits, and since when.",
              .answer_schema = answers::holders()});
  add_step("POST", "/licensing/v1/licenses/{license_id}/quote", quote_license,
           quote_request_schema(), answers::quote(),
           "What seats and terms cost at the prices frozen with the licence.");
  add_common("POST", "/licensing/v1/leases", claim, claim_schema(), answers::claimed(),
             "Claim a seat; the same idempotency key gives the same lease.");
  add_step("POST", "/licensing/v1/queue", wait, claim_schema(), answers::claimed_or_waiting(),
           "Claim a seat or wait for one; ask again within a minute to keep the place.");
  router.add({.method = "DELETE",
              .path = "/licensing/v1/licenses/{license_id}/queue/{session}",
              .auth = access.member,
              .handler =
                  [&ledger, access](const http::Request& request) {
                    return leave_queue(ledger, access, request);
                  },
              .summary = "Wait no longer: one's own place, or anybody's for an administrator.",
              .answer_type = http::kNoBody});
  add_common("POST", "/licensing/v1/leases/{lease_id}/renew", renew, renew_schema(),
             answers::lease(),
             "Renew a lease: last sequence + 1 renews, the last one answers again.");
  add_step("POST", "/licensing/v1/leases/{lease_id}/token", token, renew_schema(),
           answers::lease_with_token(), "Renew a lease and get its signed token.");
  add_common("DELETE", "/licensing/v1/leases/{lease_id}", release, release_schema(), nullptr,
             "Release a seat; twice is once.");
  add_step("POST", "/licensing/v1/leases/{lease_id}/borrow", borrow, borrow_schema(),
           answers::lease_with_token(), "Take a held seat along on a journey; twice is once.");
  add_step("POST", "/licensing/v1/leases/{lease_id}/return", give_back, release_schema(), nullptr,
           "Give a borrowed seat back before its date; twice is once.");
  add_step("POST", "/licensing/v1/devices/check-in", check_in, check_in_schema(),
           answers::checked_in(),
           "Move the counter that only one copy of an installation can follow.");
}

}  // namespace kontor::licensing

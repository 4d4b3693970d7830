// The routes of an administrator of all licences of a ledger.

#include "licensing/seats/administration_request.hpp"
#include "licensing/seats/answer_schemas.hpp"
#include "licensing/seats/endpoints.hpp"
#include "licensing/seats/lease_answer.hpp"

namespace kontor::licensing {

namespace {

constexpr std::size_t kDecisionBodyBytesMax = 4096;
constexpr std::size_t kSubjectsBytesMax = std::size_t{4} << 20;
constexpr std::int64_t kDaySeconds = 24 * 3600;

using Namer = std::function<std::string(const http::Request&)>;

Decision decision_of(const http::Request& request, const Namer& name) {
  return {.reason = request.document["reason"],
          .by = name ? name(request) : std::string("administrator")};
}

Result<http::Response> licenses(SeatLedger& ledger, const http::Request&) {
  const TimeMs now_ms = SystemClock().now_ms();
  Json list = Json::array();
  for (const License& license : ledger.licenses("")) {
    const SeatPage page = TRY(ledger.seats(license.license_id));
    list.push_back(license_answer(license, page.used, now_ms));
  }
  return http::Response::json({{"authority", ledger.authority()}, {"licenses", std::move(list)}});
}

Result<http::Response> force_release(SeatLedger& ledger, const http::Request& request,
                                     const Namer& name) {
  const std::string lease_id = request.document["lease_id"];
  TRY(ledger.force_release(lease_id, decision_of(request, name)));
  return http::Response::no_content();
}

Result<http::Response> write_off(SeatLedger& ledger, const http::Request& request,
                                 const Namer& name) {
  TRY(ledger.write_off(request.path.at("lease_id"), decision_of(request, name)));
  return http::Response::no_content();
}

Result<http::Response> revoke(SeatLedger& ledger, const http::Request& request, const Namer& name) {
  TRY(ledger.revoke(request.path.at("license_id"), decision_of(request, name)));
  return http::Response::no_content();
}

Result<http::Response> put_group(SeatLedger& ledger, const http::Request& request) {
  const SeatGroup group{.name = request.path.at("group"),
                        .reserved = request.document["reserved"],
                        .cap = request.document["cap"]};
  TRY(ledger.set_group(request.path.at("license_id"), group));
  return http::Response::no_content();
}

Result<http::Response> assign(SeatLedger& ledger, const http::Request& request) {
  const auto subjects = request.document["subjects"].get<std::vector<std::string>>();
  TRY(ledger.assign_named(request.path.at("product"), subjects));
  return http::Response::no_content();
}

Result<http::Response> rebind(SeatLedger& ledger, const http::Request& request) {
  const RebindRequest wish = TRY(read_rebind(request.document));
  TRY(ledger.rebind(request.path.at("license_id"), wish.subject, wish.device_key));
  return http::Response::no_content();
}

Result<http::Response> report_usage(SeatLedger& ledger, const http::Request& request) {
  const UsageQuery query = TRY(parse_usage_query(request.query));
  Json days = Json::array();
  for (const DayUsage& day : TRY(ledger.usage(query))) {
    days.push_back({{"day", to_rfc3339(day.day * kDaySeconds * 1000).substr(0, 10)},
                    {"license_id", day.license_id},
                    {"feature", day.feature},
                    {"peak", day.peak},
                    {"grants", day.grants},
                    {"denials", day.denials}});
  }
  return http::Response::json({{"days", std::move(days)}});
}

Result<http::Response> audit(SeatLedger& ledger, const http::Request&) {
  const LogAudit audited = TRY(ledger.audit());
  return http::Response::json(audit_answer(audited));
}

}  // namespace

void add_seat_administration(http::Router& router, SeatLedger& ledger, const SeatAccess& access) {
  const auto bound = [&ledger](auto handler) {
    return [&ledger, handler](const http::Request& request) { return handler(ledger, request); };
  };
  const auto decided = [&ledger, name = access.name](auto handler) {
    return [&ledger, name, handler](const http::Request& request) {
      return handler(ledger, request, name);
    };
  };
  const auto add = [&](const char* method, const char* path, http::Handler handler,
                       const Json& schema, const char* summary,
                       std::size_t body_bytes_max = kDecisionBodyBytesMax) {
    router.add({.method = method,
                .path = path,
                .auth = access.administrator,
                .handler = std::move(handler),
                .summary = summary,
                .body_bytes_max = body_bytes_max,
                .body_schema = schema,
                .answer_type = http::kNoBody});
  };
  router.add({.method = "GET",
              .path = "/licensing/v1/licenses",
              .auth = access.member,
              .handler = bound(licenses),
              .summary = "The licences counted here, and how many of their seats are held.",
              .answer_schema = answers::licenses()});
  add("POST", "/licensing/v1/licenses/{license_id}/force-release", decided(force_release),
      force_release_schema(),
      "End somebody's lease, with a reason; its seat is free one lease time later.");
  add("POST", "/licensing/v1/leases/{lease_id}/write-off", decided(write_off), reason_schema(),
      "A borrowed seat's device is lost: the seat counts until its date.");
  add("POST", "/licensing/v1/licenses/{license_id}/revocation", decided(revoke), reason_schema(),
      "Withdraw a licence for good and end its leases.");
  add("PUT", "/licensing/v1/licenses/{license_id}/groups/{group}", bound(put_group), group_schema(),
      "Reserve seats for a group and limit it; 0 and 0 remove the group.");
  add("PUT", "/licensing/v1/products/{product}/assignments", bound(assign), assignment_schema(),
      "Replace the list of those who have a named seat.", kSubjectsBytesMax);
  add("POST", "/licensing/v1/licenses/{license_id}/rebind", bound(rebind), rebind_schema(),
      "Put another device in place of the one a named seat's holder works at.");
  router.add({.method = "GET",
              .path = "/licensing/v1/usage",
              .auth = access.administrator,
              .handler = bound(report_usage),
              .summary = "Peak, grants and refusals of each day, licence and feature.",
              .answer_schema = answers::usage(),
              .query_names = {"from", "to", "license_id"}});
  router.add({.method = "GET",
              .path = "/licensing/v1/audit",
              .auth = access.administrator,
              .handler = bound(audit),
              .summary = "Verify the licence log, entry by entry.",
              .answer_schema = answers::audit()});
}

}  // namespace kontor::licensing

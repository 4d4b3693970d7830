#include "host/api/audit_endpoints.hpp"

#include <charconv>

#include "host/access/audit_log.hpp"
#include "host/api/answers/account_answers.hpp"
#include "host/api/authentication.hpp"
#include "host/api/request_values.hpp"

namespace kontor::host {

namespace {

constexpr int kAuditLimitMax = 500;

Result<std::optional<std::int64_t>> sequence_of(const std::string& text) {
  if (text.empty()) return std::optional<std::int64_t>();
  std::int64_t number = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (problem != std::errc{} || end != text.data() + text.size() || number < 0) {
    return Error{ErrorCode::invalid_argument, "a sequence number is wanted"};
  }
  return std::optional<std::int64_t>(number);
}

Result<http::Response> page_of_audit(db::Database& database, const http::Request& request) {
  AuditQuery query;
  query.actor = TRY(query_text(request, "actor"));
  query.record_id = TRY(query_text(request, "record"));
  query.action = TRY(query_text(request, "action"));
  query.before = TRY(sequence_of(request.query_or("before", "")));
  query.limit = TRY(query_limit(request, 100, kAuditLimitMax));
  Json entries = TRY(list_audit(database, query));
  Json next = nullptr;
  if (entries.size() == static_cast<std::size_t>(query.limit)) next = entries.back()["sequence"];
  return http::Response::json({{"entries", std::move(entries)}, {"next", std::move(next)}});
}

}  // namespace

void add_audit_endpoints(http::Router& router, Accounts& accounts, db::Database& database) {
  router.add(
      {.method = "GET",
       .path = "/api/v1/audit",
       .auth = holder_of(accounts, "audit.read"),
       .handler =
           [&database](const http::Request& request) { return page_of_audit(database, request); },
       .summary = "Gives the audit log, newest first.",
       .answer_schema = answers::audit_page(),
       .query_names = {"actor", "record", "action", "before", "limit"}});
  router.add({.method = "POST",
              .path = "/api/v1/audit/verify",
              .auth = holder_of(accounts, "audit.read"),
              .handler = [&database](const http::Request&) -> Result<http::Response> {
                const AuditHead head = TRY(AuditLog::inspect(database));
                return http::Response::json({{"intact", true},
                                             {"sequence", head.sequence},
                                             {"hash", head.hash},
                                             {"erased", head.erased}});
              },
              .summary = "Verifies the whole chain of the audit log.",
              .body_bytes_max = 1024,
              .answer_schema = answers::audit_head()});
}

}  // namespace kontor::host

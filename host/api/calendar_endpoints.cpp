#include "host/api/calendar_endpoints.hpp"

#include <map>
#include <memory>
#include <mutex>

#include "host/access/role_catalogue.hpp"
#include "host/api/answers/account_answers.hpp"
#include "host/api/authentication.hpp"
#include "host/api/request_values.hpp"
#include "host/core/task_calendar.hpp"

namespace kontor::host {
namespace {

using http::Request;
using http::Response;

constexpr const char* kFeedPath = "/api/v1/calendar/tasks.ics";
constexpr const char* kTokenName = "calendar (.ics)";
constexpr int kTasksMax = 2000;
constexpr std::int64_t kDoneShownMs = std::int64_t{30} * 24 * 3600 * 1000;

std::vector<std::string> feed_scopes() { return {"task:read"}; }

// A calendar program asks a few times an hour; one that asks without end is told to wait.
class Pace {
 public:
  explicit Pace(const Clock& clock) : clock_(clock) {}
  Status take(const std::string& token) {
    const std::int64_t now_ms = clock_.monotonic_ms();
    const std::lock_guard lock(mutex_);
    if (asked_.size() > kTokensMax) asked_.clear();
    Window& window = asked_[token];
    if (window.count == 0 || now_ms - window.since_ms >= kWindowMs) window = {now_ms, 0};
    if (++window.count <= kAsksMax) return ok();
    return Error{ErrorCode::exhausted, "this calendar was asked for too often: wait ten minutes",
                 R"({"code":"too-often"})"};
  }

 private:
  static constexpr std::int64_t kWindowMs = 600'000;
  static constexpr int kAsksMax = 60;
  static constexpr std::size_t kTokensMax = 10'000;
  struct Window {
    std::int64_t since_ms = 0;
    int count = 0;
  };
  const Clock& clock_;
  std::mutex mutex_;
  std::map<std::string, Window> asked_;
};

// By the secret in the address. A token that may do more than read tasks has no business there.
http::Auth by_address(Accounts& accounts) {
  return http::Auth(
      "calendar",
      [&accounts](const Request& request) -> Result<std::any> {
        Principal principal = TRY(accounts.by_api_token(request.query_or("token", "")));
        const Rights narrow = TRY(rights_of_scopes(feed_scopes()));
        if (!narrow.covers(*principal.rights))
          return Error{ErrorCode::unauthenticated, "this token is not one of a calendar"};
        return std::any(std::move(principal));
      },
      {{"type", "apiKey"},
       {"in", "query"},
       {"name", "token"},
       {"description", "The secret of the address that POST /api/v1/calendar gave."}});
}

// What is open, and what was done or given up lately.
Result<std::vector<Record>> tasks_of(Records& records, const Principal& principal, TimeMs now_ms) {
  ListRequest wanted;
  wanted.entity = "task";
  wanted.filter = Json::array({{{"field", "owner"}, {"op", "eq"}, {"value", "@me"}}});
  wanted.sort = "-updated_at";
  wanted.limit = kListLimitMax;
  std::vector<Record> tasks;
  do {
    RecordPage page = TRY(records.list_for_export(principal, wanted));
    for (Record& task : page.records) {
      const std::string state = task.fields.value("state", "");
      const bool over = state == "done" || state == "cancelled";
      if (!over || task.updated_at_ms > now_ms - kDoneShownMs) tasks.push_back(std::move(task));
    }
    wanted.cursor = page.next;
  } while (!wanted.cursor.empty() && tasks.size() < kTasksMax);
  return tasks;
}

Result<Response> feed(Records& records, const Clock& clock, Pace& pace, const Request& request) {
  const std::string as = request.query_or("as", "events");
  if (as != "events" && as != "todos")
    return Error{ErrorCode::invalid_argument, "as: events or todos are possible"};
  const Principal& principal = principal_of(request);
  TRY(pace.take(principal.token));
  CalendarLook look;
  look.as = as == "events" ? CalendarLook::As::events : CalendarLook::As::todos;
  look.time_zone = records.time_zone();
  const std::vector<Record> tasks = TRY(tasks_of(records, principal, clock.now_ms()));
  Response response;
  response.body = task_calendar(tasks, look);
  response.headers["content-type"] = "text/calendar; charset=utf-8";
  response.headers["content-disposition"] = "attachment; filename=\"tasks.ics\"";
  response.headers["cache-control"] = "private, no-store";
  return response;
}

Result<std::vector<ApiToken>> addresses_of(Accounts& accounts, const Principal& owner) {
  std::vector<ApiToken> tokens = TRY(accounts.tokens(owner));
  std::erase_if(tokens, [](const ApiToken& token) {
    return token.name != kTokenName || token.scopes != feed_scopes();
  });
  return tokens;
}

Status revoke(Accounts& accounts, const Principal& owner) {
  const auto tokens = TRY(addresses_of(accounts, owner));
  for (const ApiToken& token : tokens) TRY(accounts.revoke_token(owner, token.id));
  return ok();
}

// The one before, which somebody may have seen, ends.
Result<Response> make(Accounts& accounts, const std::string& public_url, const Request& request) {
  const Principal& owner = principal_of(request);
  TRY(revoke(accounts, owner));
  const auto issued = TRY(accounts.issue_token(owner, kTokenName, feed_scopes()));
  const std::string path = std::string(kFeedPath) + "?token=" + issued.token;
  return Response::json({{"id", issued.id}, {"path", path}, {"url", public_url + path}}, 201);
}

}  // namespace

void add_calendar_endpoints(http::Router& router, Accounts& accounts, Records& records,
                            const Clock& clock, const std::string& public_url) {
  const http::Auth user = signed_in(accounts);
  // Of the route, and of this function until it is there.
  const auto pace = std::make_shared<Pace>(clock);
  router.add(
      {.method = "GET",
       .path = kFeedPath,
       .auth = by_address(accounts),
       .handler = [&records, &clock,
                   pace](const Request& request) { return feed(records, clock, *pace, request); },
       .summary = "One's tasks as iCalendar (RFC 5545): as=events, or as=todos for programs "
                  "that show to-dos.",
       .answer_type = "text/calendar",
       .query_names = {"token", "as"}});
  router.add(
      {.method = "GET",
       .path = "/api/v1/calendar",
       .auth = user,
       .handler = [&accounts](const Request& request) -> Result<Response> {
         Json list = Json::array();
         for (const ApiToken& token : TRY(addresses_of(accounts, principal_of(request))))
           list.push_back({{"id", token.id}, {"created_at", to_rfc3339(token.created_at_ms)}});
         return Response::json({{"addresses", std::move(list)}});
       },
       .summary = "Says whether there is an address of one's tasks for a calendar program.",
       .answer_schema = answers::calendar_addresses()});
  router.add(
      {.method = "POST",
       .path = "/api/v1/calendar",
       .auth = user,
       .handler = [&accounts, public_url](
                      const Request& request) { return make(accounts, public_url, request); },
       .summary = "Makes the address of one's tasks for a calendar program, shown once; the "
                  "one before ends.",
       .body_bytes_max = 1024,
       .answer_schema = answers::calendar_address()});
  router.add({.method = "DELETE",
              .path = "/api/v1/calendar",
              .auth = user,
              .handler = [&accounts](const Request& request) -> Result<Response> {
                TRY(revoke(accounts, principal_of(request)));
                return Response::no_content();
              },
              .summary = "Ends that address.",
              .answer_type = http::kNoBody});
}

}  // namespace kontor::host

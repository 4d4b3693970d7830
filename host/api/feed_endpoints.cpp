#include <charconv>

#include "host/api/answers/operation_answers.hpp"
#include "host/api/authentication.hpp"
#include "host/api/request_values.hpp"
#include "host/api/webhook_endpoints.hpp"

namespace kontor::host {

namespace {

constexpr int kFeedLimitMax = 1000;
constexpr std::size_t kFeedNamesMax = 50;

Result<std::vector<std::string>> names_of_feed(const std::string& text) {
  std::vector<std::string> names;
  for (std::size_t at = 0; at < text.size();) {
    const auto comma = std::min(text.find(',', at), text.size());
    names.push_back(text.substr(at, comma - at));
    at = comma + 1;
    if (names.size() > kFeedNamesMax) {
      return Error{ErrorCode::invalid_argument, "names: at most 50"};
    }
  }
  return names;
}

// The cursor is the sequence of the last event seen: order of commit, so that whoever goes by it
// misses nothing.
Result<http::Response> feed(Outbox& outbox, const http::Request& request) {
  const std::string after = TRY(query_text(request, "after"));
  std::int64_t sequence = 0;
  if (after == "now") {
    sequence = TRY(outbox.last_sequence());
  } else if (!after.empty()) {
    const auto [end, problem] =
        std::from_chars(after.data(), after.data() + after.size(), sequence);
    if (problem != std::errc{} || end != after.data() + after.size() || sequence < 0) {
      return Error{ErrorCode::invalid_argument, "after: a cursor of this feed, or now"};
    }
  }
  const int limit = TRY(query_limit(request, 100, kFeedLimitMax));
  const std::string wanted = TRY(query_text(request, "names"));
  const auto names = TRY(names_of_feed(wanted));
  Json events = Json::array();
  for (const OutboxEvent& event : TRY(outbox.read_after(sequence, limit, names))) {
    sequence = event.sequence;
    events.push_back({{"id", event.id},
                      {"type", event.name},
                      {"timestamp", to_rfc3339(event.occurred_at_ms)},
                      {"data", event.payload}});
  }
  return http::Response::json({{"events", std::move(events)}, {"next", std::to_string(sequence)}});
}

}  // namespace

void add_feed_endpoints(http::Router& router, Accounts& accounts, Outbox& outbox) {
  router.add({.method = "GET",
              .path = "/api/v1/feed",
              .auth = holder_of(accounts, "events.read"),
              .handler = [&outbox](const http::Request& request) { return feed(outbox, request); },
              .summary = "Gives events after a cursor, oldest first; 30 days of them are kept.",
              .answer_schema = answers::events_after(),
              .query_names = {"after", "limit", "names"}});
}

}  // namespace kontor::host

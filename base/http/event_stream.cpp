#include "base/http/event_stream.hpp"

#include <algorithm>
#include <exception>

#include "base/core/log.hpp"
#include "base/http/response_head.hpp"

namespace kontor::http {
namespace {

constexpr int kCommentEveryMs = 10000;

std::string one_line(std::string text) {
  std::erase_if(text, [](char c) { return c == '\r' || c == '\n' || c == '\0'; });
  return text;
}

Result<std::vector<Event>> next_events(const EventSource& source) {
  try {
    return source();
  } catch (const std::exception& exception) {
    return Error{ErrorCode::internal, exception.what()};
  }
}

}  // namespace

std::string event_text(const Event& event) {
  std::string text;
  if (!event.id.empty()) text += "id: " + one_line(event.id) + "\n";
  if (!event.name.empty()) text += "event: " + one_line(event.name) + "\n";
  std::string_view rest = event.data;
  while (true) {
    const std::size_t end = rest.find_first_of("\r\n");
    text.append("data: ").append(rest.substr(0, end)).append("\n");
    if (end == std::string_view::npos) break;
    rest.remove_prefix(end + (rest.substr(end).starts_with("\r\n") ? 2 : 1));
  }
  return text + "\n";
}

Status write_events(Wire& wire, const Request& request, Response& response,
                    const WriteOptions& options) {
  response.headers["content-type"] = "text/event-stream";
  response.headers["cache-control"] = "no-store";
  response.headers["x-accel-buffering"] = "no";
  TRY(wire.write(response_head(response, std::nullopt, /*keep_alive=*/false) + ": hello\n\n",
                 deadline_in(options.write_timeout_ms)));
  if (request.method == "HEAD") return ok();
  Deadline next_comment = deadline_in(kCommentEveryMs);
  while (true) {
    const Wire::Wait state = wire.wait(std::chrono::steady_clock::now(), options.wake_fd);
    // The client has nothing to say on a stream: input means it left.
    if (state != Wire::Wait::timed_out) return Error{ErrorCode::unavailable, "stream ended"};
    const auto events = next_events(response.events);
    if (!events) {
      if (events.error().code == ErrorCode::internal) {
        log::error("event stream failed", {{"reason", events.error().message}});
      }
      return events.error();
    }
    std::string bytes;
    for (const Event& event : *events) bytes += event_text(event);
    if (bytes.empty() && std::chrono::steady_clock::now() >= next_comment) bytes = ":\n\n";
    if (bytes.empty()) continue;
    TRY(wire.write(bytes, deadline_in(options.write_timeout_ms)));
    next_comment = deadline_in(kCommentEveryMs);
  }
}

}  // namespace kontor::http

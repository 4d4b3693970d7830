#pragma once

#include <any>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/core/json.hpp"

namespace kontor::http {

// Header names are lower case.
using Headers = std::map<std::string, std::string, std::less<>>;

struct Route;

struct Request {
  std::string method = {};
  std::string target = {};                       // As received, path and query.
  std::map<std::string, std::string> path = {};  // Captured {names}, percent-decoded.
  // Percent-decoded; a name given twice is refused earlier.
  std::map<std::string, std::string> query = {};
  Headers headers = {};
  std::string body = {};
  std::string peer = {};           // Address of the other side.
  std::string request_id = {};     // For logs; also sent back as X-Request-Id.
  std::string route = {};          // Pattern of the matched route, for logs and metrics; "" before.
  const Route* matched = nullptr;  // Set by Router::admit, so that dispatch need not look again.
  Json document = nullptr;  // The body, parsed and validated, when the route has a body schema.
  // The body of a route with a spool folder: a file that is removed after the handler
  // unless the handler moved it away. `body` is empty then.
  std::filesystem::path body_file = {};
  std::any identity = {};  // What the route's Auth found; std::any_cast to the service's principal.

  const std::string& header(const std::string& lower_case_name) const;  // "" if absent.
  std::string query_or(const std::string& name, const std::string& otherwise) const;
  // The body as JSON object within the route's limits, or invalid_argument.
  Result<Json> json() const;
  std::string cookie(const std::string& name) const;  // "" if absent.
};

// One server-sent event (WHATWG HTML, section 9.2).
struct Event {
  std::string id = {};
  std::string name = {};
  std::string data = {};
};

// Yields the next event: waits at most about a second, then gives nothing (the server
// sends a comment to keep the line open) or an error (the stream ends).
using EventSource = std::function<Result<std::vector<Event>>()>;

struct Response {
  int status = 200;
  Headers headers = {};
  std::string body = {};
  std::filesystem::path file = {};  // Sent from disk instead of body when not empty.
  EventSource events = {};          // Streams text/event-stream instead of body when set.

  static Response json(const Json& value, int status = 200);
  static Response text(std::string value, std::string content_type = "text/plain; charset=utf-8");
  static Response no_content();
};

}  // namespace kontor::http

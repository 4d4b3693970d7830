#pragma once

#include <any>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/core/json_schema.hpp"
#include "base/http/message.hpp"

namespace kontor::http {

// Who may call a route. Has no default constructor, so a route without it does not
// compile. A service makes its own kinds: Auth("session", check).
class Auth {
 public:
  // Returns the identity put into Request::identity, or unauthenticated / forbidden.
  using Check = std::function<Result<std::any>(const Request&)>;
  Auth(std::string scheme, Check check) : scheme_(std::move(scheme)), check_(std::move(check)) {}

  // A public route; `reason` says why that is right.
  static Auth anonymous(std::string reason);

  const std::string& scheme() const { return scheme_; }  // Name in OpenAPI; "" for anonymous.
  const std::string& reason() const { return reason_; }
  Result<std::any> check(const Request& request) const { return check_(request); }

 private:
  std::string scheme_;
  Check check_;
  std::string reason_;
};

using Handler = std::function<Result<Response>(const Request&)>;

// One endpoint. `path` has {name} segments; "{name...}" as the last one takes the rest.
struct Route {
  std::string method;
  std::string path;
  Auth auth;
  Handler handler;
  std::string summary;  // One sentence for people; required.
  std::size_t body_bytes_max = std::size_t{1} << 20;
  // JSON Schema of the body; checked before the handler. Null: the body is not JSON or there is none.
  Json body_schema = nullptr;
  // JSON Schema of the 2xx answer, for the OpenAPI document.
  Json answer_schema = nullptr;
  std::vector<std::string> query_names = {};  // Others are refused with 400.
};

// Routes of one server. Filled before the server starts, read-only afterwards.
class Router {
 public:
  // Aborts on two equal routes, a missing summary or a schema that does not parse:
  // these are programming errors.
  void add(Route route);
  const std::vector<Route>& routes() const { return routes_; }

  // Finds, authenticates, validates, handles. Never throws; errors become problem+json
  // (RFC 9457): 404 not_found, 405 with Allow, 401, 403, 400 with the failing place, 413.
  Response dispatch(Request& request) const;
  // Largest body any route for this method and path accepts; 404/405 problems otherwise.
  Result<std::size_t> body_limit(std::string_view method, std::string_view path) const;

 private:
  struct Match;
  std::vector<Route> routes_;
  std::vector<std::optional<JsonSchema>> schemas_;
};

// OpenAPI 3.1 document of the routes.
Json openapi(const Router& router, const std::string& title, const std::string& version);

// RFC 9457 answer for an error. `detail` members of Error are merged in.
Response problem(const Error& error);
int http_status(ErrorCode code);

}  // namespace kontor::http

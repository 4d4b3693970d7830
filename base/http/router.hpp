#pragma once

#include <any>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/core/json_schema.hpp"
#include "base/http/message.hpp"

namespace kontor::http {

class RouteMetrics;

// Who may call a route. Has no default constructor, so a route without it does not
// compile. A service makes its own kinds: Auth("session", check).
class Auth {
 public:
  // Returns the identity put into Request::identity, or unauthenticated / forbidden.
  using Check = std::function<Result<std::any>(const Request&)>;
  // The same for whoever must not wait: nothing when only Check can tell.
  using QuickCheck = std::function<std::optional<Result<std::any>>(const Request&)>;
  // `openapi` is the Security Scheme Object of the OpenAPI document.
  Auth(std::string scheme, Check check, Json openapi = {{"type", "http"}, {"scheme", "bearer"}})
      : scheme_(std::move(scheme)), check_(std::move(check)), openapi_(std::move(openapi)) {}

  // A public route; `reason` says why that is right.
  static Auth anonymous(std::string reason);
  // This kind, with an answer for most callers that needs no database, disk or network.
  Auth quickly(QuickCheck quick) const;

  const std::string& scheme() const { return scheme_; }  // Name in OpenAPI; "" for anonymous.
  const std::string& reason() const { return reason_; }
  const Json& openapi() const { return openapi_; }
  Result<std::any> check(const Request& request) const { return check_(request); }
  std::optional<Result<std::any>> check_quickly(const Request& request) const {
    return quick_ ? quick_(request) : std::nullopt;
  }

 private:
  std::string scheme_;
  Check check_;
  QuickCheck quick_;
  Json openapi_;
  std::string reason_;
};

using Handler = std::function<Result<Response>(const Request&)>;

// Where the last step of an answer may run: in a server's event loop, or, when it may wait
// for a database, a disk or a network, in a thread of its own.
enum class Cost { brief, may_block };
// Gives a deferred handler's answer, exactly once and from any thread: `finish` makes it.
using Reply = std::function<void(Cost, std::function<Result<Response>()> finish)>;
// Begins the work and replies when it is done. Runs in an event loop: never waits. The
// request lives until the reply.
using DeferredHandler = std::function<void(const Request&, const Reply&)>;

// Route::answer_type of a 204, and of a 302 to another address.
inline constexpr const char* kNoBody = "no body";
inline constexpr const char* kRedirect = "redirect";

// One endpoint. `path` has {name} segments; "{name...}" as the last one takes the rest.
struct Route {
  std::string method;
  std::string path;
  Auth auth;
  Handler handler = {};  // This one or `deferred`.
  std::string summary;   // One sentence for people; required.
  std::size_t body_bytes_max = std::size_t{1} << 20;
  // JSON Schema of the body; checked before the handler. Null: the body is not JSON or there is
  // none.
  Json body_schema = nullptr;
  // JSON Schema of the 2xx answer, for the OpenAPI document.
  Json answer_schema = nullptr;
  // What it is where it is no JSON: a media type, kNoBody or kRedirect.
  std::string answer_type = {};
  std::vector<std::string> query_names = {};  // Others are refused with 400; "*" allows any.
  // Not empty: the body is streamed into a new file of this folder (Request::body_file).
  std::filesystem::path spool_folder = {};
  // Instead of `handler`, where many callers wait for the same thing: none holds a thread.
  DeferredHandler deferred = {};
};

// How the body of a request is to be read, decided from its head.
struct BodyRule {
  std::size_t bytes_max = 0;
  std::filesystem::path spool_folder = {};
};

// Routes whose body may be longer than this authenticate before the body is read as
// well, so their Auth may look at path, query and headers only.
inline constexpr std::size_t kEarlyAuthBytes = std::size_t{1} << 20;

// Routes of one server. Filled before the server starts, read-only afterwards.
class Router {
 public:
  // Aborts on two equal routes, a missing summary or a schema that does not parse:
  // these are programming errors.
  Router();
  ~Router();
  void add(Route route);
  const std::vector<Route>& routes() const { return routes_; }

  // Finds, authenticates, validates, handles. Never throws; errors become problem+json
  // (RFC 9457): 404 not_found, 405 with Allow, 401, 403, 400 with the failing place, 413.
  Response dispatch(Request& request) const;
  // The answer for a request that cannot be dispatched, counted like the others.
  Response refuse(const Request& request, const Error& error) const;
  // What dispatch would refuse from the head alone (not found, method, query, and for
  // large bodies authentication), or how to read the body. Fills path, query and route.
  Result<BodyRule> admit(Request& request) const;

  // The same in steps, for an event loop; none of them waits. Fills path, query and route;
  // nothing when dispatch() has to refuse.
  const Route* match(Request& request) const;
  // Begins what a matched, whole request with a deferred handler wants. False, and nothing
  // done: only dispatch() can tell who calls.
  bool begin(Request& request, const Reply& reply) const;
  // The answer that a deferred handler's last step makes; `seconds` since begin().
  Response conclude(const Request& request, const std::function<Result<Response>()>& finish,
                    double seconds) const;
  // Counters of what was dispatched, as Prometheus text.
  std::string metrics_text() const;

 private:
  Result<const Route*> find(Request& request) const;
  Result<Response> handle(Request& request) const;
  Status check_body(Request& request, const Route& route) const;
  Response finish(const Request& request, Result<Response> result, double seconds) const;

  std::vector<Route> routes_;
  std::vector<std::optional<JsonSchema>> schemas_;
  std::vector<std::string> beginnings_;  // Of each route's path, up to its first {name}.
  std::unique_ptr<RouteMetrics> metrics_;
};

// OpenAPI 3.1 document of the routes.
Json openapi(const Router& router, const std::string& title, const std::string& version);

// RFC 9457 answer for an error. Members of Error::detail are merged in; an integer
// `status` there (400 to 599) overrides the code's, a text `code` becomes the type
// "urn:kontor:problem:<code>". The message of an internal error is hidden.
Response problem(const Error& error);
int http_status(ErrorCode code);
// Phrase of a status code, "Unknown" for others than RFC 9110's.
std::string_view reason_phrase(int status);

}  // namespace kontor::http

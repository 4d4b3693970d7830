#include "base/http/router.hpp"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <exception>
#include <future>

#include "base/core/log.hpp"
#include "base/http/header_text.hpp"
#include "base/http/path_pattern.hpp"
#include "base/http/route_metrics.hpp"
#include "base/http/target.hpp"

namespace kontor::http {
namespace {

Error with_status(ErrorCode code, std::string message, int status, const char* name) {
  return Error{code, std::move(message), to_text({{"status", status}, {"code", name}})};
}

void require(bool holds, const std::string& what, const Route& route) {
  if (holds) return;
  log::error("route is declared wrongly",
             {{"route", route.method + " " + route.path}, {"problem", what}});
  std::abort();
}

Status check_query(const Route& route, const Request& request) {
  const auto& names = route.query_names;
  if (std::find(names.begin(), names.end(), "*") != names.end()) return ok();
  for (const auto& [name, value] : request.query) {
    if (std::find(names.begin(), names.end(), name) == names.end()) {
      return Error{ErrorCode::invalid_argument, "unknown query parameter: " + name};
    }
  }
  return ok();
}

Status check_media_type(const Request& request) {
  const std::string type =
      lower_case(trim(std::string_view(request.header("content-type"))
                          .substr(0, request.header("content-type").find(';'))));
  if (type == "application/json" || (type.starts_with("application/") && type.ends_with("+json"))) {
    return ok();
  }
  return with_status(ErrorCode::invalid_argument, "the body must be application/json", 415,
                     "unsupported-media-type");
}

// A deferred handler for a caller who waits.
Handler waiting_for(DeferredHandler begin) {
  return [begin = std::move(begin)](const Request& request) -> Result<Response> {
    // Two owners: whoever sets it may still be at it when the waiting one is gone.
    const auto promised = std::make_shared<std::promise<std::function<Result<Response>()>>>();
    begin(request, [promised](Cost, std::function<Result<Response>()> finish) {
      promised->set_value(std::move(finish));
    });
    return promised->get_future().get()();
  };
}

}  // namespace

Auth Auth::anonymous(std::string reason) {
  Auth auth(
      "", [](const Request&) -> Result<std::any> { return std::any{}; }, nullptr);
  auth.reason_ = std::move(reason);
  auth.quick_ = [](const Request&) { return std::optional<Result<std::any>>(std::any{}); };
  return auth;
}

Auth Auth::quickly(QuickCheck quick) const {
  Auth same = *this;
  same.quick_ = std::move(quick);
  return same;
}

Router::Router() : metrics_(std::make_unique<RouteMetrics>()) {}
Router::~Router() = default;

void Router::add(Route route) {
  require(!route.summary.empty(), "no summary", route);
  require(!route.path.empty() && route.path.front() == '/', "path without slash", route);
  for (const Route& other : routes_) {
    require(other.method != route.method || other.path != route.path, "declared twice", route);
  }
  require(static_cast<bool>(route.handler) != static_cast<bool>(route.deferred),
          "needs a handler or a deferred one", route);
  require(!route.deferred || route.spool_folder.empty(), "a file is nothing to defer", route);
  if (route.deferred) route.handler = waiting_for(route.deferred);
  std::optional<JsonSchema> schema;
  if (!route.body_schema.is_null()) {
    auto parsed = JsonSchema::parse(route.body_schema);
    require(static_cast<bool>(parsed), "body schema does not parse", route);
    schema = std::move(*parsed);
  }
  const auto place = std::find_if(routes_.begin(), routes_.end(), [&route](const Route& other) {
    return more_specific(route.path, other.path);
  });
  schemas_.insert(schemas_.begin() + (place - routes_.begin()), std::move(schema));
  beginnings_.insert(beginnings_.begin() + (place - routes_.begin()),
                     route.path.substr(0, route.path.find('{')));
  routes_.insert(place, std::move(route));
}

Result<const Route*> Router::find(Request& request) const {
  const Target target = TRY(parse_target(request.target));
  std::string allow;
  const std::string& method = request.method;
  const Route* by_get = nullptr;
  const std::string* matched = nullptr;  // The path of several methods is taken apart once.
  std::map<std::string, std::string> captures;
  for (std::size_t i = 0; i < routes_.size(); ++i) {
    // Percent-encoded literals do not match either, so this decides nothing new.
    if (!target.path.starts_with(beginnings_[i])) continue;
    const Route& route = routes_[i];
    if (matched == nullptr || *matched != route.path) {
      auto found = match_path(route.path, target.path);
      if (!found) continue;
      captures = std::move(*found);
      matched = &route.path;
    }
    if (route.method == method || (method == "HEAD" && route.method == "GET" && !by_get)) {
      request.path = captures;
      request.query = target.query;
      request.route = route.path;
      if (route.method == method) return &route;
      by_get = &route;
    }
    if (allow.find(route.method) == std::string::npos) {
      allow += (allow.empty() ? "" : ", ") + route.method;
    }
  }
  if (by_get) return by_get;
  if (allow.empty()) return Error{ErrorCode::not_found, "there is nothing at this address"};
  if (allow.find("GET") != std::string::npos) allow += ", HEAD";
  return Error{ErrorCode::invalid_argument, "this address does not take " + method,
               to_text({{"status", 405}, {"code", "method-not-allowed"}, {"allow", allow}})};
}

Result<BodyRule> Router::admit(Request& request) const {
  const Route* route = request.matched ? request.matched : TRY(find(request));
  TRY(check_query(*route, request));
  request.matched = route;
  if (route->body_bytes_max > kEarlyAuthBytes) {
    request.identity = TRY(route->auth.check(request));
  }
  return BodyRule{route->body_bytes_max, route->spool_folder};
}

Result<Response> Router::handle(Request& request) const {
  const Route* route = request.matched;
  if (!route) {
    route = TRY(find(request));
    TRY(check_query(*route, request));
  }
  request.identity = TRY(route->auth.check(request));
  TRY(check_body(request, *route));
  return route->handler(request);
}

Status Router::check_body(Request& request, const Route& route) const {
  if (request.body.size() > route.body_bytes_max) {
    return with_status(ErrorCode::exhausted,
                       "the body is longer than " + std::to_string(route.body_bytes_max) + " bytes",
                       413, "body-too-large");
  }
  if (const auto& schema = schemas_[static_cast<std::size_t>(&route - routes_.data())]) {
    TRY(check_media_type(request));
    request.document = TRY(parse_json(request.body, {.bytes_max = route.body_bytes_max}));
    TRY(schema->validate(request.document));
  }
  return ok();
}

const Route* Router::match(Request& request) const {
  const auto route = find(request);
  if (!route || !check_query(**route, request)) return nullptr;
  request.matched = *route;
  return *route;
}

bool Router::begin(Request& request, const Reply& reply) const {
  const Route& route = *request.matched;
  std::optional<Result<std::any>> caller;
  try {
    caller = route.auth.check_quickly(request);
  } catch (const std::exception&) {
    return false;  // dispatch() meets the same, and answers.
  }
  if (!caller) return false;
  const Status fits = [&]() -> Status {
    request.identity = TRY(std::move(*caller));
    return check_body(request, route);
  }();
  if (fits) {
    try {
      route.deferred(request, reply);
    } catch (const std::exception& exception) {
      const std::string reason = std::string("exception: ") + exception.what();
      reply(Cost::brief, [reason] { return Error{ErrorCode::internal, reason}; });
    }
  } else {
    reply(Cost::brief, [refused = fits.error()] { return refused; });
  }
  return true;
}

Response Router::conclude(const Request& request, const std::function<Result<Response>()>& finish,
                          double seconds) const {
  Result<Response> result = [&]() -> Result<Response> {
    try {
      return finish();
    } catch (const std::exception& exception) {
      return Error{ErrorCode::internal, std::string("exception: ") + exception.what()};
    }
  }();
  return this->finish(request, std::move(result), seconds);
}

Response Router::finish(const Request& request, Result<Response> result, double seconds) const {
  if (!result && result.error().code == ErrorCode::internal) {
    log::error("request failed", {{"route", request.route},
                                  {"request_id", request.request_id},
                                  {"reason", result.error().message}});
  }
  Response response = result ? std::move(*result) : problem(result.error());
  if (response.status == 405) {
    if (auto body = parse_json(response.body); body && body->contains("allow")) {
      response.headers["allow"] = (*body)["allow"].get<std::string>();
    }
  }
  // Methods come from outside: only those of a matched route become a label.
  metrics_->observe(request.route.empty() ? "" : request.method, request.route, response.status,
                    seconds);
  return response;
}

Response Router::dispatch(Request& request) const {
  const auto begin = std::chrono::steady_clock::now();
  Result<Response> result = [&]() -> Result<Response> {
    try {
      return handle(request);
    } catch (const std::exception& exception) {
      return Error{ErrorCode::internal, std::string("exception: ") + exception.what()};
    }
  }();
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
  return finish(request, std::move(result), took.count());
}

Response Router::refuse(const Request& request, const Error& error) const {
  return finish(request, error, 0);
}

std::string Router::metrics_text() const { return metrics_->text(); }

}  // namespace kontor::http

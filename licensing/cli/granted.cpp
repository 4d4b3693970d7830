#include "licensing/cli/granted.hpp"

#include <chrono>
#include <iostream>
#include <thread>

#include "base/core/files.hpp"
#include "licensing/cli/service.hpp"

namespace kontor::licensing {
namespace {

constexpr std::size_t kDocumentBytesMax = 65536;
constexpr std::chrono::seconds kAskAgain{2};

std::string seats_path(const LicenseWish& wish, const std::string& rest = {}) {
  return "/api/v1/seats/" + http::percent_encode(wish.product) + rest;
}

Error not_at_seats(const char* verb) {
  return {ErrorCode::invalid_argument,
          std::string(verb) + " is asked of a host (--host): kontor-seats knows no people"};
}

}  // namespace

Result<Json> ids_of(Service& host, const std::vector<std::string>& people) {
  Json answer = TRY(host.call("GET", "/api/v1/users"));
  const Json& users = answer.is_object() ? answer["users"] : answer;
  Json ids = Json::array();
  for (const std::string& person : people) {
    std::string id;
    for (const Json& user : users)
      if (user.value("email", "") == person || user.value("id", "") == person)
        id = user.value("id", "");
    if (id.empty())
      return Error{ErrorCode::not_found, "the host has no user '" + person +
                                             "'; `kontor license seats` and the page Users show "
                                             "whom it has"};
    ids.push_back(id);
  }
  return ids;
}

Result<Json> activate(const LicenseWish& wish) {
  Service ledger = TRY(Service::ledger(wish));
  if (wish.file.empty()) {
    if (!ledger.is_host())
      return Error{ErrorCode::invalid_argument,
                   "name the licence document: kontor license activate FILE"};
    TRY(ledger.call("POST", "/api/v1/market/licenses"));
    return show_status(wish);
  }
  std::string token = TRY(read_file(wish.file, kDocumentBytesMax));
  token.erase(token.find_last_not_of(" \t\r\n") + 1);
  return ledger.call("POST", ledger.is_host() ? "/api/v1/licenses" : "/licensing/v1/licenses",
                     {{"token", token}});
}

Result<Json> show_status(const LicenseWish& wish) {
  Service ledger = TRY(Service::ledger(wish));
  return ledger.call("GET", ledger.is_host() ? "/api/v1/licenses" : "/licensing/v1/licenses");
}

Result<Json> show_seats(const LicenseWish& wish) {
  Service ledger = TRY(Service::ledger(wish));
  if (ledger.is_host()) return ledger.call("GET", seats_path(wish));
  return ledger.call("GET",
                     "/licensing/v1/licenses/" + http::percent_encode(wish.product) + "/holders");
}

Result<Json> assign_seats(const LicenseWish& wish) {
  Service ledger = TRY(Service::ledger(wish));
  if (!ledger.is_host()) return not_at_seats("assign");
  const Json users = TRY(ids_of(ledger, wish.people));
  TRY(ledger.call("PUT", seats_path(wish, "/named"), {{"users", users}}));
  return show_seats(wish);
}

Result<Json> release_seat(const LicenseWish& wish) {
  Service ledger = TRY(Service::ledger(wish));
  if (!ledger.is_host()) return not_at_seats("release of one's own seat");
  TRY(ledger.call("POST", seats_path(wish, "/release")));
  return Json{{"product", wish.product}, {"released", true}};
}

Result<Json> wait_for_seat(const LicenseWish& wish) {
  Service ledger = TRY(Service::ledger(wish));
  if (!ledger.is_host()) return not_at_seats("wait");
  if (wish.leave) {
    TRY(ledger.call("DELETE", seats_path(wish, "/queue")));
    return Json{{"product", wish.product}, {"waiting", false}};
  }
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(wish.for_s);
  for (std::string told;;) {
    Json answer = TRY(ledger.call("POST", seats_path(wish, "/queue")));
    answer["product"] = wish.product;
    if (answer.value("seated", false) || std::chrono::steady_clock::now() >= end) return answer;
    std::string place = to_text(answer["place"]);
    if (place != told) std::cerr << "place " << place << " in the queue …\n";
    told = std::move(place);
    std::this_thread::sleep_for(kAskAgain);
  }
}

Result<Json> borrow_seat(const LicenseWish& wish) {
  Service ledger = TRY(Service::ledger(wish));
  if (!ledger.is_host()) return not_at_seats("borrow");
  return ledger.call("POST", seats_path(wish, "/borrow"), {{"days", wish.days}});
}

Result<Json> return_seat(const LicenseWish& wish) {
  Service ledger = TRY(Service::ledger(wish));
  if (!ledger.is_host()) return not_at_seats("return");
  TRY(ledger.call("POST", seats_path(wish, "/return")));
  return Json{{"product", wish.product}, {"returned", true}};
}

Result<Json> force_release(const LicenseWish& wish) {
  Service ledger = TRY(Service::ledger(wish));
  if (wish.reason.empty() || wish.lease.empty())
    return Error{ErrorCode::invalid_argument,
                 "ending another's seat needs --lease and a --reason, which is written down"};
  TRY(ledger.call("POST",
                  "/licensing/v1/licenses/" + http::percent_encode(wish.license) + "/force-release",
                  {{"lease_id", wish.lease}, {"reason", wish.reason}}));
  return Json{{"lease_id", wish.lease}, {"released", true}};
}

Result<Json> show_usage(const LicenseWish& wish) {
  Service ledger = TRY(Service::ledger(wish));
  std::string query;
  const auto add = [&query](const char* name, const std::string& value) {
    if (value.empty()) return;
    query += (query.empty() ? "?" : "&") + std::string(name) + "=" + http::percent_encode(value);
  };
  add("from", wish.from);
  add("to", wish.to);
  add("license_id", wish.license);
  return ledger.call("GET", "/licensing/v1/usage" + query);
}

Result<Json> audit_log(const LicenseWish& wish) {
  Service ledger = TRY(Service::ledger(wish));
  return ledger.call("GET", "/licensing/v1/audit");
}

}  // namespace kontor::licensing

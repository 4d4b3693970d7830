#include "licensing/cli/administration.hpp"

#include "licensing/cli/granted.hpp"
#include "licensing/cli/service.hpp"

namespace kontor::licensing {
namespace {

std::string license_path(const LicenseWish& wish, const std::string& rest) {
  return "/licensing/v1/licenses/" + http::percent_encode(wish.license) + rest;
}

// One member of what the ledger tells about a licence's seats.
Result<Json> told_of(Service& ledger, const LicenseWish& wish, const char* member) {
  const Json holders = TRY(ledger.call("GET", license_path(wish, "/holders")));
  return Json{{"license_id", wish.license}, {member, holders.value(member, Json::array())}};
}

// kontor-seats knows no people: there a subject is named as it stands in the log.
Result<std::string> subject_of(Service& ledger, const std::string& person) {
  if (!ledger.is_host()) return person;
  const Json ids = TRY(ids_of(ledger, {person}));
  return ids.front().get<std::string>();
}

}  // namespace

Result<Json> rebind_device(const LicenseWish& wish) {
  Service ledger = TRY(Service::ledger(wish));
  const std::string subject = TRY(subject_of(ledger, wish.people.front()));
  TRY(ledger.call("POST", license_path(wish, "/rebind"),
                  {{"subject", subject}, {"device_key", wish.device_key}}));
  return Json{{"license_id", wish.license}, {"subject", subject}, {"device_key", wish.device_key}};
}

Result<Json> show_queue(const LicenseWish& wish) {
  Service ledger = TRY(Service::ledger(wish));
  return told_of(ledger, wish, "waiting");
}

Result<Json> leave_queue(const LicenseWish& wish) {
  Service ledger = TRY(Service::ledger(wish));
  TRY(ledger.call("DELETE", license_path(wish, "/queue/" + http::percent_encode(wish.session))));
  return told_of(ledger, wish, "waiting");
}

Result<Json> show_groups(const LicenseWish& wish) {
  Service ledger = TRY(Service::ledger(wish));
  return told_of(ledger, wish, "groups");
}

Result<Json> set_group(const LicenseWish& wish) {
  Service ledger = TRY(Service::ledger(wish));
  TRY(ledger.call("PUT", license_path(wish, "/groups/" + http::percent_encode(wish.group)),
                  {{"reserved", wish.reserved}, {"cap", wish.cap}}));
  return told_of(ledger, wish, "groups");
}

Result<Json> write_off_seat(const LicenseWish& wish) {
  Service ledger = TRY(Service::ledger(wish));
  TRY(ledger.call("POST", "/licensing/v1/leases/" + http::percent_encode(wish.lease) + "/write-off",
                  {{"reason", wish.reason}}));
  return Json{{"lease_id", wish.lease}, {"written_off", true}};
}

Result<Json> revoke_license(const LicenseWish& wish) {
  Service ledger = TRY(Service::ledger(wish));
  TRY(ledger.call("POST", license_path(wish, "/revocation"), {{"reason", wish.reason}}));
  return Json{{"license_id", wish.license}, {"withdrawn", true}};
}

}  // namespace kontor::licensing

#include "licensing/seats/lease_answer.hpp"

#include "base/core/bytes.hpp"

namespace kontor::licensing {

namespace {

Json time_or_null(const std::optional<TimeMs>& time) {
  return time ? Json(to_rfc3339(*time)) : Json(nullptr);
}

bool sits(const SeatRow& row) {
  return row.state == LeaseState::active || row.state == LeaseState::lingering ||
         row.state == LeaseState::borrowed;
}

}  // namespace

Json lease_answer(const Lease& lease) {
  Json json = {{"lease_id", lease.step.lease_id},
               {"epoch", lease.step.epoch},
               {"fence", lease.step.fence},
               {"sequence", lease.step.sequence},
               {"product", lease.product},
               {"since", to_rfc3339(lease.since_ms)},
               {"ttl_s", lease.ttl_s}};
  if (lease.borrowed_until_ms) json["until"] = to_rfc3339(*lease.borrowed_until_ms);
  return json;
}

Json claim_answer(const SeatLedger& ledger, const Lease& lease, const std::string& device_key) {
  Json json = lease_answer(lease);
  json["token"] = ledger.token(lease, device_key);
  json["renewal_key"] = hex_encode(ledger.renewal_key(lease.step.lease_id));
  return json;
}

Json holders_answer(const License& license, const SeatPage& page) {
  Json holders = Json::array();
  Json leases = Json::array();
  for (const SeatRow& row : page.rows) {
    const Json since = to_rfc3339(row.since_ms);
    if (sits(row)) holders.push_back({{"subject", row.subject}, {"since", since}});
    leases.push_back({{"lease_id", row.lease_id},
                      {"subject", row.subject},
                      {"group", row.group},
                      {"state", name_of(row.state)},
                      {"since", since},
                      {"until", time_or_null(row.until_ms)}});
  }
  Json waiting = Json::array();
  for (const Waiting& one : page.waiting) {
    waiting.push_back({{"subject", one.subject},
                       {"since", to_rfc3339(one.since_ms)},
                       {"place", one.ahead + 1},
                       {"ahead", one.ahead},
                       {"until", time_or_null(one.until_ms)}});
  }
  Json groups = Json::array();
  for (const SeatGroup& group : page.groups) {
    groups.push_back({{"name", group.name},
                      {"reserved", group.reserved},
                      {"cap", group.cap},
                      {"used", group.used}});
  }
  return {{"license_id", license.license_id}, {"product", license.product},
          {"model", name_of(license.model)},  {"seats", license.seats},
          {"overdraft", page.overdraft},      {"used", page.used},
          {"borrowed", page.borrowed},        {"reserved_free", page.reserved_free},
          {"holders", std::move(holders)},    {"leases", std::move(leases)},
          {"waiting", std::move(waiting)},    {"groups", std::move(groups)}};
}

Json license_answer(const License& license, std::int64_t used, TimeMs now_ms) {
  const bool begun = now_ms >= license.valid_from_ms;
  const char* state = license.valid_at(now_ms) ? "valid" : begun ? "expired" : "not-yet-valid";
  return {{"license_id", license.license_id},
          {"product", license.product},
          {"company", license.company},
          {"model", name_of(license.model)},
          {"seats", license.seats},
          {"used", used},
          {"state", state},
          {"valid_from", to_rfc3339(license.valid_from_ms)},
          {"expires_at", time_or_null(license.expires_at_ms)},
          {"updates_until", time_or_null(license.updates_until_ms)}};
}

}  // namespace kontor::licensing

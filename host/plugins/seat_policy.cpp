#include "host/plugins/seat_policy.hpp"

#include "base/core/log.hpp"
#include "host/plugins/license_words.hpp"
#include "licensing/seats/refusal.hpp"

namespace kontor::host {
namespace {

// One employee, one seat: another browser, an API token or a screen pop of the same user
// sits on the seat the user has.
std::string seat_of(const std::string& user) { return "user:" + user; }

}  // namespace

SeatUsers users_of(const Principal& actor, std::string target) {
  const bool person = actor.kind == PrincipalKind::user || actor.kind == PrincipalKind::token;
  return {person ? actor.id : "", std::move(target)};
}

Status SeatPolicy::require(const package::Manifest& manifest, package::SeatRule rule,
                           const SeatUsers& users, Use use) {
  const auto demand = TRY(package::seat_demand(manifest, rule, users));
  switch (demand.kind) {
    case package::SeatDemand::Kind::nothing:
      return ok();
    case package::SeatDemand::Kind::license:
      return require_entitlement(manifest, {}, use);
    case package::SeatDemand::Kind::seat:
      break;
  }
  return require_target(manifest, demand.user, use);
}

Status SeatPolicy::require_target(const package::Manifest& manifest, const std::string& user,
                                  Use use) {
  if (manifest.license.free) return ok();
  if (seats_.sits(manifest.license.product, user)) return ok();
  TRY(accounts_.user(user));  // A plugin's payload may name anybody.
  auto lease = seats_.claim(manifest.license.product, user, seat_of(user));
  if (!lease) return refuse(manifest, std::move(lease).error(), use);
  return ok();
}

Status SeatPolicy::require_entitlement(const package::Manifest& manifest,
                                       const std::string& feature, Use use) {
  if (manifest.license.free) return ok();
  const auto entitlement = TRY(seats_.entitlement(manifest.license.product, feature));
  if (entitlement != licensing::Entitlement::unlicensed) return ok();
  return refuse(manifest, package::no_license(manifest), use);
}

Status SeatPolicy::refuse(const package::Manifest& manifest, Error error, Use use) {
  const std::string code = licensing::refusal_code(error);
  if (code != "unlicensed" && code != "ledger-unreachable") return with_names(std::move(error));
  const LicenseStanding standing = seats_.standing(manifest.license.product);
  if (use == Use::look && standing.may_look()) return ok();
  if (standing.step.standing == licensing::Standing::read_only) {
    error.message = manifest.id + " is read-only: " + words_of(standing.why, seats_).why;
    error.detail = R"({"code":"license-read-only"})";
  }
  return with_standing(std::move(error), standing, seats_);
}

Result<Json> SeatPolicy::occupancy(const std::string& product) {
  const auto occupancy = TRY(seats_.occupancy(product));
  Json holders = Json::array();
  for (const auto& holder : occupancy.holders)
    holders.push_back({{"subject", holder.subject},
                       {"name", name_of(holder.subject)},
                       {"since", to_rfc3339(holder.since_ms)}});
  Json waiting = Json::array();
  for (const auto& one : occupancy.waiting)
    waiting.push_back({{"subject", one.subject},
                       {"name", name_of(one.subject)},
                       {"since", to_rfc3339(one.since_ms)},
                       {"place", one.ahead + 1},
                       {"ahead", one.ahead},
                       {"until", one.until_ms ? Json(to_rfc3339(*one.until_ms)) : Json(nullptr)}});
  return Json{{"product", product},
              {"model", licensing::name_of(occupancy.model)},
              {"total", occupancy.total},
              {"used", occupancy.used},
              {"holders", std::move(holders)},
              {"waiting", std::move(waiting)}};
}

Result<Json> SeatPolicy::wait(const std::string& product, const std::string& user) {
  auto waited = seats_.wait(product, user, seat_of(user));
  if (!waited) return with_names(std::move(waited).error());
  seats_.forget_held();
  if (waited->lease) return Json{{"seated", true}};
  constexpr std::int64_t kWaitS = licensing::SeatLedger::kWaitMs / 1000;
  return Json{{"seated", false},
              {"place", waited->position},
              {"ahead", waited->position - 1},
              {"until", to_rfc3339(seats_.now_ms() + kWaitS * 1000)},
              {"ask_again_s", kWaitS / 2}};
}

Status SeatPolicy::leave_queue(const std::string& product, const std::string& user) {
  return seats_.leave_queue(product, user, seat_of(user));
}

Status SeatPolicy::release(const std::string& product, const std::string& user) {
  return seats_.release_own(product, seat_of(user));
}

Result<TimeMs> SeatPolicy::borrow(const std::string& product, const std::string& user,
                                  std::int64_t days) {
  auto until = seats_.borrow(product, user, seat_of(user), days);
  if (!until) return with_names(std::move(until).error());
  return until;
}

Status SeatPolicy::give_back(const std::string& product, const std::string& user) {
  return seats_.give_back(product, seat_of(user));
}

void SeatPolicy::session_ended(const std::string& user) {
  // Another session of the same user claims again at its next use. When this fails the
  // ledger frees the seats by its own clock.
  const auto freed = seats_.release_session(seat_of(user));
  if (!freed)
    log::warning("seats were not released at logout", {{"reason", freed.error().message}});
}

Error SeatPolicy::with_names(Error error) {
  auto detail = parse_json(error.detail);
  if (!detail || !detail->is_object() || !detail->contains("holders")) return error;
  for (Json& holder : (*detail)["holders"])
    if (holder.is_object()) holder["name"] = name_of(holder.value("subject", ""));
  error.detail = to_text(*detail);
  return error;
}

std::string SeatPolicy::name_of(const std::string& subject) {
  const auto user = accounts_.user(subject);
  return user ? user->name : "";
}

}  // namespace kontor::host

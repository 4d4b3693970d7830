#include "host/plugins/seat_policy.hpp"

#include "base/core/log.hpp"

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
                           const SeatUsers& users) {
  if (manifest.license.free || rule == package::SeatRule::none) return ok();
  if (rule == package::SeatRule::installation) return require_entitlement(manifest);
  const bool for_target = rule == package::SeatRule::target_user && !users.target.empty();
  const std::string& user = for_target ? users.target : users.acting;
  if (!user.empty()) return require_target(manifest, user);
  return Error{ErrorCode::forbidden,
               manifest.id + (rule == package::SeatRule::target_user
                                  ? " needs a seat of the user this is for, and it is for nobody"
                                  : " needs a seat of the acting user, and nobody is signed in"),
               R"({"code":"no-seat-user"})"};
}

Status SeatPolicy::require_target(const package::Manifest& manifest, const std::string& user) {
  if (manifest.license.free) return ok();
  TRY(accounts_.user(user));  // A plugin's payload may name anybody.
  auto lease = ledger_.claim(manifest.license.product, user, seat_of(user));
  if (!lease) return with_names(std::move(lease).error());
  return ok();
}

Status SeatPolicy::require_entitlement(const package::Manifest& manifest,
                                       const std::string& feature) {
  if (manifest.license.free) return ok();
  const auto entitlement = TRY(ledger_.entitlement(manifest.license.product, feature));
  if (entitlement != licensing::Entitlement::unlicensed) return ok();
  return Error{ErrorCode::forbidden,
               manifest.id + " needs a licence for " + manifest.license.product +
                   ", and there is no valid one",
               R"({"code":"unlicensed"})"};
}

Result<Json> SeatPolicy::occupancy(const std::string& product) {
  const auto occupancy = TRY(ledger_.occupancy(product));
  Json holders = Json::array();
  for (const auto& holder : occupancy.holders)
    holders.push_back({{"subject", holder.subject},
                       {"name", name_of(holder.subject)},
                       {"since", to_rfc3339(holder.since_ms)}});
  return Json{{"product", product},
              {"model", licensing::name_of(occupancy.model)},
              {"total", occupancy.total},
              {"used", occupancy.used},
              {"holders", std::move(holders)}};
}

Status SeatPolicy::release(const std::string& product, const std::string& user) {
  return ledger_.release_own(product, seat_of(user));
}

void SeatPolicy::session_ended(const std::string& user) {
  // Another session of the same user claims again at its next use. When this fails the
  // ledger frees the seats by its own clock.
  const auto freed = ledger_.release_session(seat_of(user));
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

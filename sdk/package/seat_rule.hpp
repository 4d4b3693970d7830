#pragma once

#include <string>

#include "base/core/result.hpp"
#include "sdk/package/manifest.hpp"

// Who must hold a seat before a contribution is called: the rules alone, the same for a host,
// which asks its ledger, and for `kontor run --license`, which plays one.
namespace kontor::package {

// The users an occasion involves, by id; empty: nobody. A record's target is its owner.
struct SeatUsers {
  std::string acting;
  std::string target = {};
};

// Nobody is signed in when a job runs; one that is for a user names the user in its payload.
inline SeatUsers users_of_job(const Json& payload) {
  const auto user = payload.is_object() ? payload.find("user") : payload.end();
  return {.acting = {},
          .target = user != payload.end() && user->is_string() ? user->get<std::string>() : ""};
}

// What must hold: nothing, a valid licence of the product, or a seat of it for one user.
struct SeatDemand {
  enum class Kind { nothing, license, seat };
  Kind kind = Kind::nothing;
  std::string user = {};  // Of a seat.
};

// Work for no user in particular is refused where the rule wants one (forbidden, code
// "no-seat-user"); a target that nobody is falls to the acting user.
inline Result<SeatDemand> seat_demand(const Manifest& manifest, SeatRule rule,
                                      const SeatUsers& users) {
  if (manifest.license.free || rule == SeatRule::none) return SeatDemand{};
  if (rule == SeatRule::installation) return SeatDemand{SeatDemand::Kind::license};
  const bool for_target = rule == SeatRule::target_user && !users.target.empty();
  const std::string& user = for_target ? users.target : users.acting;
  if (!user.empty()) return SeatDemand{SeatDemand::Kind::seat, user};
  return Error{ErrorCode::forbidden,
               manifest.id + (rule == SeatRule::target_user
                                  ? " needs a seat of the user this is for, and it is for nobody"
                                  : " needs a seat of the acting user, and nobody is signed in"),
               R"({"code":"no-seat-user"})"};
}

// The refusal of what needs a licence of the product and finds none.
inline Error no_license(const Manifest& manifest) {
  return {ErrorCode::forbidden,
          manifest.id + " needs a licence for " + manifest.license.product +
              ", and there is no valid one",
          R"({"code":"unlicensed"})"};
}

}  // namespace kontor::package

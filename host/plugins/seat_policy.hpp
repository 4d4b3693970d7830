#pragma once

#include <string>

#include "host/access/accounts.hpp"
#include "host/access/principal.hpp"
#include "licensing/seats/ledger.hpp"
#include "sdk/package/seat_rule.hpp"

namespace kontor::host {

using package::SeatUsers;
// Of what this principal does: a user, also through a token or an import of theirs.
SeatUsers users_of(const Principal& actor, std::string target = {});

// Enforces who must hold a seat for what a plugin contributes: the rules of seat_rule.hpp over
// the company's ledger. Any thread.
class SeatPolicy {
 public:
  SeatPolicy(licensing::SeatLedger& ledger, Accounts& accounts)
      : ledger_(ledger), accounts_(accounts) {}

  // Claims or renews the seat that `rule` asks for, wherever its user is signed in; nothing
  // to do for a free plugin. A refusal carries the holders with their names.
  Status require(const package::Manifest& manifest, package::SeatRule rule, const SeatUsers& users);
  Status require(const package::Manifest& manifest, package::SeatRule rule,
                 const Principal& actor) {
    return require(manifest, rule, users_of(actor));
  }
  Status require_target(const package::Manifest& manifest, const std::string& user);
  // The product must be paid for; for work that is nobody's in particular.
  Status require_entitlement(const package::Manifest& manifest, const std::string& feature = {});

  Result<Json> occupancy(const std::string& product);
  // Gives the user's own seat of one product back; not_found if there is none.
  Status release(const std::string& product, const std::string& user);
  void session_ended(const std::string& user);
  // Names put to the holders in a refusal's detail.
  Error with_names(Error error);

 private:
  std::string name_of(const std::string& subject);
  licensing::SeatLedger& ledger_;
  Accounts& accounts_;
};

}  // namespace kontor::host

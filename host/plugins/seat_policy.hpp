#pragma once

#include <string>

#include "host/access/accounts.hpp"
#include "host/access/principal.hpp"
#include "host/plugins/company_seats.hpp"
#include "sdk/package/seat_rule.hpp"

namespace kontor::host {

using package::SeatUsers;
// Of what this principal does: a user, also through a token or an import of theirs.
SeatUsers users_of(const Principal& actor, std::string target = {});

// Enforces who must hold a seat for what a plugin contributes: the rules of seat_rule.hpp over
// the company's ledger. Any thread.
class SeatPolicy {
 public:
  SeatPolicy(CompanySeats& seats, Accounts& accounts) : seats_(seats), accounts_(accounts) {}

  // Claims or renews the seat that `rule` asks for, wherever its user is signed in; nothing
  // to do for a free plugin. A refusal carries the holders with their names.
  // A lapsed licence that stands at `read_only` lets people look, without a seat.
  enum class Use { act, look };
  Status require(const package::Manifest& manifest, package::SeatRule rule, const SeatUsers& users,
                 Use use = Use::act);
  Status require(const package::Manifest& manifest, package::SeatRule rule,
                 const Principal& actor) {
    return require(manifest, rule, users_of(actor));
  }
  Status require_target(const package::Manifest& manifest, const std::string& user,
                        Use use = Use::act);
  // The product must be paid for; for work that is nobody's in particular.
  Status require_entitlement(const package::Manifest& manifest, const std::string& feature = {},
                             Use use = Use::act);

  CompanySeats& company() { return seats_; }
  Result<Json> occupancy(const std::string& product);
  // Gives the user's own seat of one product back; not_found if there is none.
  Status release(const std::string& product, const std::string& user);
  // A seat, or a place in the queue: {"seated"} or {"seated","place","ahead","until",
  // "ask_again_s"}. Asking again keeps the place.
  Result<Json> wait(const std::string& product, const std::string& user);
  // not_found if the user has no place.
  Status leave_queue(const std::string& product, const std::string& user);
  // The user's own seat goes along with this host until the time given, or comes back.
  Result<TimeMs> borrow(const std::string& product, const std::string& user, std::int64_t days);
  Status give_back(const std::string& product, const std::string& user);
  void session_ended(const std::string& user);
  // Names put to the holders in a refusal's detail.
  Error with_names(Error error);

 private:
  std::string name_of(const std::string& subject);
  // Says why, until when and what to do.
  Status refuse(const package::Manifest& manifest, Error error, Use use);
  CompanySeats& seats_;
  Accounts& accounts_;
};

}  // namespace kontor::host

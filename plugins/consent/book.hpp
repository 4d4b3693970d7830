#pragma once

#include <kontor/host.hpp>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "childhood.hpp"
#include "ledger.hpp"
#include "links.hpp"
#include "purposes.hpp"
#include "receipt.hpp"
#include "restriction.hpp"
#include "suppression.hpp"

namespace kontor::consent {

// Who does something, and how it was said.
struct Said {
  std::string actor = {};
  std::string channel = {};
  Json proof = Json::object();
  std::string at = {};  // Empty: now.
  bool child = false;
};

// Everything that changes or answers a consent, by whatever way it comes: keeps the ledger, the
// list of those who said no, the card and the timeline in step. One thread at a time.
class Book {
 public:
  explicit Book(Host host);

  void start(const Json& settings, const std::string& locale);

  // Failure(invalid_argument) where the proof does not carry it: none at all, a child without
  // a guardian, special categories without an explicit statement.
  Entry give(const std::string& person, const std::string& purpose, Said said);
  Entry withdraw(const std::string& person, const std::string& purpose, Said said);
  // Failure(conflict) where there is nothing to refuse or to ask.
  Entry refuse(const std::string& person, const std::string& purpose, Said said);
  Entry request(const std::string& person, const std::string& purpose, Said said);
  // What stands behind the link of a mail that asks: the number the request will have. A mail
  // goes before its request is noted, so that nobody counts as asked who was not. Failure where
  // a request would lead nowhere.
  LinkClaim next_request(const std::string& person, const std::string& purpose) const;
  // Whether the link still asks what nobody has answered.
  bool is_asked(const LinkClaim& claim) const;
  // A mail that asked could not be delivered: its request has lapsed, and may be made again.
  void lapse(const LinkClaim& claim, const std::string& why);
  void expire_overdue();
  // Removes the proofs of what ended longer ago than the purpose keeps them.
  void drop_old_proofs();

  // While it holds nothing but a law or a vital interest is a basis, or a consent given since.
  void restrict(const std::string& person, const std::string& actor);
  bool lift_restriction(const std::string& person, const std::string& actor,
                        const std::string& reason);
  std::string restricted_since(const std::string& person) const;

  struct Verdict {
    bool allowed = false;
    std::string reason = {};
  };
  Verdict allowed(const std::string& person, const std::string& purpose) const;
  // The same yes or no for many, from memory alone.
  Json allowed_many(const Json& persons, const std::string& purpose) const;

  // A child: whoever a guardian agreed for, until that is cleared.
  bool is_child(const std::string& person) const;
  // Who agreed for them last; "" where nobody is known.
  std::string guardian_of(const std::string& person) const;
  // Failure(conflict) for who is no child, invalid_argument without a reason.
  void come_of_age(const std::string& person, const std::string& actor, const std::string& reason);

  // What the person may decide about: the company's purposes, and whatever else is on record of
  // them. In order of name.
  std::set<std::string> choices_of(const std::string& person) const;

  std::string summary(const std::string& person) const;
  // What stands against a new record with these addresses; remembered until it is noted.
  std::set<std::string> arrival(const std::string& person, const Json& fields);
  // Takes over what was said under another record. Does nothing a second time.
  void note_arrival(const std::string& person);
  bool refuses_return(const Json& fields) const;
  void readmit(const Json& fields, const std::string& purpose);
  // Leaves the hashes of somebody who is being erased; whether there was anything to hash.
  bool leave_marks(const std::string& person);

  std::string link(const LinkClaim& claim) const;
  const Links& links() const;
  const Ledger& ledger() const { return ledger_; }
  const Purposes& purposes() const { return purposes_; }
  const Controller& controller() const { return controller_; }
  const std::string& locale() const { return locale_; }
  Terms terms(const Entry& entry) const;
  // Entry, receipt and links as services and actions answer them.
  Json answer(const Entry& entry) const;

 private:
  std::string expiry(const std::string& given_at) const;
  void show(const Entry& entry, const std::string& body) const;
  void require_public_url() const;
  bool restricted(const std::string& person, const std::string& purpose) const;
  std::string secret(const char* name) const;
  Json addresses(const std::string& person) const;
  Suppression& suppression() const;

  Host host_;
  Ledger ledger_;
  Childhoods childhoods_;
  Restrictions restrictions_;
  Purposes purposes_;
  std::unique_ptr<Links> links_;
  std::unique_ptr<Suppression> suppression_;
  std::map<std::string, std::set<std::string>> arrivals_;
  Controller controller_;
  std::string locale_ = "en";
  std::string public_url_;
  bool refuse_erased_ = true;
};

}  // namespace kontor::consent

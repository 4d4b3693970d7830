#pragma once

#include <kontor/host.hpp>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "ledger.hpp"
#include "links.hpp"
#include "purposes.hpp"
#include "receipt.hpp"
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
  void expire_overdue();

  struct Verdict {
    bool allowed = false;
    std::string reason = {};
  };
  Verdict allowed(const std::string& person, const std::string& purpose) const;
  // The same yes or no for many, from memory alone.
  Json allowed_many(const Json& persons, const std::string& purpose) const;

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
  std::string secret(const char* name) const;
  Json addresses(const std::string& person) const;
  Suppression& suppression() const;

  Host host_;
  Ledger ledger_;
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

#pragma once

#include <cstdint>
#include <kontor/host.hpp>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "state.hpp"

namespace kontor::consent {

// How a person came to a state: never changed and never removed but with the person.
struct Event {
  std::int64_t number = 0;  // 1, 2 … of this person and purpose.
  State state = State::none;
  std::string at = {};  // When it happened (RFC 3339).
  std::string noted_at = {};
  std::string actor = {};       // Who noted it: a user, a plugin, "data subject", "clock".
  std::string channel = {};     // "page", "mail", "phone", "paper", …
  Json proof = Json::object();  // how, text_version, evidence, explicit, guardian
};

// Where a person stands about one purpose by their last event.
struct Entry {
  std::string person = {};
  std::string purpose = {};
  State state = State::none;
  std::int64_t events = 0;
  std::string changed_at = {};
  std::string given_at = {};
  std::string expires_at = {};  // Empty: it does not expire.
  Json proof = Json::object();  // Of the consent that holds or held; none once its time is over.
  bool child = false;           // Given by a guardian.
  bool special = false;         // Special categories of data (GDPR article 9).
  std::string record = {};      // Id of the consent record.
  std::string dropped_at = {};  // When its proof was removed, long after its end; "": it is kept.
};

// The company's memory of consents, in the plugin's storage under each person, so that export
// and erasure reach it. One thread at a time.
class Ledger {
 public:
  explicit Ledger(Host host) : host_(std::move(host)) {}

  // Reads what is stored, so that hooks need not ask for each record.
  void load();

  // Takes one step and notes it; nothing where the step leads nowhere from here.
  // `change` fills what the step says about the entry.
  std::optional<Entry> take(const std::string& person, const std::string& purpose, Step step,
                            Event event, const Entry& change = {});

  Entry find(const std::string& person, const std::string& purpose) const;
  std::vector<Entry> of(const std::string& person) const;
  std::vector<Event> history(const std::string& person, const std::string& purpose) const;

  // From memory; a consent whose time is over has expired, noted or not.
  State state(const std::string& person, const std::string& purpose, const std::string& now) const;
  // Id of the consent record, or "" where nothing was ever said; from memory.
  std::string record(const std::string& person, const std::string& purpose) const;
  // "none", "granted" (at least one purpose) or "withdrawn"; from memory.
  std::string summary(const std::string& person, const std::string& now) const;
  // Names of all purposes anybody was ever asked about or said something of; from memory.
  const std::set<std::string>& purposes() const { return purposes_; }
  // Whom a guardian agreed for; from memory.
  std::set<std::string> guarded() const;
  // When the consent that holds was given, or ""; from memory.
  std::string given_at(const std::string& person, const std::string& purpose) const;
  // Consents that have ended, with when; those whose proof is gone are not among them.
  struct Ended {
    std::string person = {};
    std::string purpose = {};
    std::string at = {};
  };
  std::vector<Ended> ended() const;
  // Removes the events and proofs of what has ended. What was said no to is remembered without
  // them; what expired, not at all.
  void drop_proof(const std::string& person, const std::string& purpose);
  // Person and purpose of those whose time is over and that are not noted yet.
  std::vector<std::pair<std::string, std::string>> overdue(const std::string& now) const;
  void forget(const std::string& person) { standings_.erase(person); }

 private:
  struct Standing {
    State state = State::none;
    std::string expires_at = {};
    std::string record = {};
    bool child = false;
    std::string given_at = {};
    std::string changed_at = {};
    bool proven = false;  // Its proof is still kept.
  };
  void remember(const Entry& entry);

  Host host_;
  std::map<std::string, std::map<std::string, Standing>> standings_;  // person, purpose
  std::set<std::string> purposes_;
};

Json to_json(const Entry& entry);
Json to_json(const Event& event);
// Failure(invalid_argument) unless it is a short lower-case name.
void check_purpose(const std::string& purpose);

}  // namespace kontor::consent

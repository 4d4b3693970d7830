#pragma once

#include <kontor/host.hpp>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace kontor::consent {

// Where a person stands about one purpose, with the proof of how it came to that.
struct Entry {
  std::string person = {};
  std::string purpose = {};
  std::string state = {};  // "granted" or "withdrawn"
  std::string granted_at = {};
  std::string withdrawn_at = {};
  Json proof = Json::object();  // how, text_version, evidence, recorded_by, recorded_at
  std::string receipt = {};     // Id of the receipt the person may be given.
  std::string token = {};       // Part of the withdrawal link.
};

// The company's memory of consents, in the plugin's storage under each person, so that
// export and erasure reach it. One thread at a time.
class Ledger {
 public:
  explicit Ledger(Host host) : host_(std::move(host)) {}

  // Reads what is stored, so that hooks need not ask for each record.
  void load();

  Entry grant(const std::string& person, const std::string& purpose, Json proof);
  // Withdraws, or records an objection where there was no consent. Repeating changes nothing.
  Entry withdraw(const std::string& person, const std::string& purpose, const std::string& how);

  std::optional<Entry> find(const std::string& person, const std::string& purpose) const;
  std::optional<Entry> find_by_token(const std::string& token) const;
  std::vector<Entry> of(const std::string& person) const;

  // "granted", "withdrawn" or ""; from memory.
  std::string state(const std::string& person, const std::string& purpose) const;

  // "none", "granted" (at least one purpose) or "withdrawn"; from memory.
  std::string summary(const std::string& person) const;

 private:
  void store(const Entry& entry);

  Host host_;
  std::map<std::string, std::map<std::string, std::string>> states_;  // person, purpose, state
};

Json to_json(const Entry& entry);
// Failure(invalid_argument) unless it is a short lower-case name.
void check_purpose(const std::string& purpose);

}  // namespace kontor::consent

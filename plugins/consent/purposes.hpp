#pragma once

#include <cstdint>
#include <kontor/json.hpp>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace kontor::consent {

// The purposes as the administrator set them. A purpose nobody named needs consent.
class Purposes {
 public:
  // Reads the settings `purposes` ({"marketing": "consent", …}), `special_purposes`
  // ("health, religion") and `expires_after_days`.
  explicit Purposes(const Json& settings);

  const std::string& basis(const std::string& purpose) const;
  // What rests on a contract or a law goes on after an objection.
  bool yields_to_objection(const std::string& purpose) const;
  // Special categories of data (GDPR article 9): consent has to be explicit.
  bool is_special(const std::string& purpose) const { return special_.contains(purpose); }
  // How long a consent holds; 0: until it is withdrawn.
  std::int64_t expires_after_days() const { return expires_after_days_; }

  // Those a person may decide about: on consent or open to objection, in order of name.
  std::vector<std::string> open_to_choice() const;

 private:
  std::map<std::string, std::string> bases_;
  std::set<std::string> special_;
  std::int64_t expires_after_days_ = 0;
};

}  // namespace kontor::consent

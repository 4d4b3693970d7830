#pragma once

#include <kontor/json.hpp>
#include <map>
#include <string>

namespace kontor::consent {

// The legal basis of each purpose, as the administrator set it. A purpose nobody named
// needs consent.
class Purposes {
 public:
  // Reads the setting {"purposes": {"marketing": "consent", …}}.
  explicit Purposes(const Json& settings);

  const std::string& basis(const std::string& purpose) const;
  // What rests on a contract or a law goes on after an objection.
  bool yields_to_objection(const std::string& purpose) const;

 private:
  std::map<std::string, std::string> bases_;
};

}  // namespace kontor::consent

#pragma once

#include <kontor/host.hpp>
#include <map>
#include <string>

namespace kontor::consent {

// Whose data may only be kept and not used (GDPR article 18), from the moment it is asked for
// until it is lifted. Stored under the person. One thread at a time.
class Restrictions {
 public:
  explicit Restrictions(Host host) : host_(std::move(host)) {}

  void load();

  // Since when (RFC 3339), or "" where nothing is restricted; from memory.
  std::string since(const std::string& person) const;
  // Does nothing where one holds already.
  void impose(const std::string& person, const std::string& actor);
  // False where none holds.
  bool lift(const std::string& person, const std::string& actor, const std::string& reason);
  void forget(const std::string& person) { since_.erase(person); }
  bool none() const { return since_.empty(); }

 private:
  Host host_;
  std::map<std::string, std::string> since_;
};

}  // namespace kontor::consent

#pragma once

#include <kontor/host.hpp>
#include <kontor/json.hpp>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace kontor::consent {

// Who said no, known again by keyed hashes of e-mail and phone when they come back under
// another record: as a duplicate, in an imported file, after they were erased. The hashes hold
// no person's id, so erasure leaves them; without the key nobody can try addresses on them.
class Suppression {
 public:
  Suppression(Host host, std::string key) : host_(std::move(host)), key_(std::move(key)) {}

  void load();

  // Hashes of the addresses among a person's fields; case, blanks and signs do not matter.
  std::vector<std::string> marks_of(const Json& fields) const;

  void add(const std::vector<std::string>& marks, const std::set<std::string>& purposes,
           bool erased);
  // The person came back and agreed again: nothing of this purpose stands against them.
  void lift(const std::vector<std::string>& marks, const std::string& purpose);

  std::set<std::string> purposes_of(const std::vector<std::string>& marks) const;
  bool erased(const std::vector<std::string>& marks) const;
  std::size_t size() const { return held_.size(); }

 private:
  struct Held {
    std::set<std::string> purposes = {};
    bool erased = false;
  };
  void store(const std::string& mark, const Held& held);

  Host host_;
  std::string key_;
  std::map<std::string, Held> held_;
};

}  // namespace kontor::consent

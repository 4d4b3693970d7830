#pragma once

#include <kontor/host.hpp>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace kontor::consent {

// Somebody said that a person is a child, or is one no longer.
struct ChildhoodEvent {
  std::int64_t number = 0;
  bool child = false;
  std::string at = {};
  std::string actor = {};
  std::string guardian = {};  // Who agreed for them; of a child alone.
  std::string reason = {};    // How it is known that they are of age.
};

// Who is a child: flagged with the first consent a guardian gave, whatever it was for, and until
// somebody clears it by an event of its own. Stored under the person. One thread at a time.
class Childhoods {
 public:
  explicit Childhoods(Host host) : host_(std::move(host)) {}

  void load();

  // What was said last; nothing where nobody ever said anything. From memory.
  std::optional<bool> is_child(const std::string& person) const;
  void note(const std::string& person, ChildhoodEvent event);
  std::vector<ChildhoodEvent> of(const std::string& person) const;
  void forget(const std::string& person) { last_.erase(person); }

 private:
  struct Last {
    std::int64_t number = 0;
    bool child = false;
  };

  Host host_;
  std::map<std::string, Last> last_;
};

}  // namespace kontor::consent

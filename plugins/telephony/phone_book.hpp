#pragma once

#include <kontor/host.hpp>
#include <optional>
#include <string>
#include <vector>

namespace kontor::telephony {

struct Match {
  std::string id;
  std::string name;
  std::string organisation;
  std::string owner;  // The responsible manager, a user; "" if there is none.
};

// An outside party: the number in one form on both sides, and who has it.
struct Party {
  std::string number;
  std::vector<Match> matches;
  std::string chosen = {};  // Whose card the call was started from; "" if from none.

  // The user responsible for all who have the number; "" if nobody is, or several are.
  std::string owner() const;
  // The one person, or "" if nobody or several have the number and none was chosen.
  std::string person() const {
    if (!chosen.empty()) return chosen;
    return matches.size() == 1 ? matches.front().id : "";
  }
};

// Finds people by number, asking the host.
class PhoneBook {
 public:
  PhoneBook(Host host, std::optional<std::string> region)
      : host_(std::move(host)), region_(std::move(region)) {}

  Party look_up(const std::string& number) const;

 private:
  std::string organisation_name(const Json& fields) const;

  Host host_;
  std::optional<std::string> region_;  // For numbers without a country; the host's by default.
};

Json to_json(const std::vector<Match>& matches);

}  // namespace kontor::telephony

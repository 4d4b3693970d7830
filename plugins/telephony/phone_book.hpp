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
};

// An outside party: the number in one form on both sides, and who has it.
struct Party {
  std::string number;
  std::vector<Match> matches;

  // The one person, or "" if nobody or several have the number.
  std::string person() const { return matches.size() == 1 ? matches.front().id : ""; }
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

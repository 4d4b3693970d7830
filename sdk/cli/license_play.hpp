#pragma once

#include <set>
#include <string>

#include "base/core/result.hpp"
#include "sdk/package/seat_rule.hpp"

namespace kontor::cli {

// Plays a company's licence: what license.check answers, and whether the host calls a
// contribution at all, by the host's own rules (seat_rule.hpp) over a ledger in memory.
class LicensePlay {
 public:
  // "licensed", "trial", "expired", "refused" or "seats=N".
  static Result<LicensePlay> parse(const std::string& text);

  // The state that license.check answers.
  std::string state() const;

  // Whether a host would call a contribution with this rule for these users; takes the seat.
  Status admit(const package::Manifest& manifest, package::SeatRule rule,
               const package::SeatUsers& users);

 private:
  Status need_license(const package::Manifest& manifest) const;
  Status take_seat(const std::string& user);

  std::string kind_ = "licensed";
  std::size_t seats_ = 0;  // Of "seats=N".
  std::set<std::string> holders_;
};

}  // namespace kontor::cli

#pragma once

#include <set>
#include <string>

#include "base/core/result.hpp"
#include "sdk/package/manifest.hpp"

namespace kontor::cli {

// Plays what a licence does to a plugin: what license.check answers, and whether the host
// calls a contribution at all, by its seat rule.
class LicensePlay {
 public:
  // "licensed", "trial", "expired", "refused" or "seats=N".
  static Result<LicensePlay> parse(const std::string& text);

  // The state that license.check answers.
  std::string state() const;

  // Whether a host would let `user` use a contribution with this rule; takes a seat for them.
  Status admit(const package::Manifest& manifest, package::SeatRule rule, const std::string& user);

 private:
  std::string kind_ = "licensed";
  std::size_t seats_ = 0;  // Of "seats=N".
  std::set<std::string> holders_;
};

}  // namespace kontor::cli

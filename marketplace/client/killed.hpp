#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/core/result.hpp"

namespace kontor::marketplace {

inline constexpr std::size_t kKilledBytesMax = std::size_t{4} << 20;

// Releases that the market's off-line role switched off (market/killed.json): nobody installs
// them, and who has them stops them.
struct Killed {
  std::string plugin = {};
  std::vector<std::string> versions = {};  // Empty: every version.
  std::vector<std::string> sha256 = {};    // Of packages, whatever version they call themselves.
  std::string reason = {};
  std::string advisory = {};  // URL; may be empty.
  std::string at = {};        // RFC 3339
};

// {"killed": [{"plugin", "versions": [...] | "*", "sha256"?, "reason", "advisory"?, "at"}]};
// invalid_argument for anything else, since a list that is half understood protects nobody.
Result<std::vector<Killed>> parse_killed(std::string_view text);

// The entry that speaks of this package, or null.
const Killed* find_killed(const std::vector<Killed>& killed, const std::string& plugin,
                          const std::string& version, const std::string& sha256);

}  // namespace kontor::marketplace

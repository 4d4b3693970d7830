#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/core/clock.hpp"
#include "base/core/json.hpp"

namespace kontor::licensing {

// Where a market's signed metadata (TUF 1.0.34) is read: its address or, behind an air gap, a copy
// of its folder that was carried.
struct MarketSource {
  std::string market;                       // http(s)://… or file:///… up to "tuf/".
  std::filesystem::path metadata;           // Folder for what was trusted before.
  std::filesystem::path trusted_root = {};  // root.json, wanted the first time.
  std::string ca_file = {};
};

// The content of a trust file (trust_file.hpp) as the market's metadata proves it: its licence
// keys from the off-line top-level role, and the keys delegated to each of `vendors`. untrusted
// when something does not verify, not_found for a vendor the market does not know; nothing is
// changed then but the metadata that verified.
Result<Json> trust_of_market(const MarketSource& source, const std::vector<std::string>& vendors,
                             const Clock& clock);

}  // namespace kontor::licensing

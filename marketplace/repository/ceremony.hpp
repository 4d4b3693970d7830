#pragma once

#include <filesystem>
#include <string>

#include "base/core/clock.hpp"
#include "base/core/result.hpp"

namespace kontor::marketplace {

struct CeremonyOptions {
  int root_keys = 1;       // n
  int root_threshold = 1;  // k
  std::int64_t root_life_days = 365;
  std::string log_origin = {};  // Name of the transparency log; empty: made from the root's key.
};

// Makes every key and the first metadata of a market in `folder`:
//
//   keys/root.key (root-2.key …), keys/targets.key, keys/vendors-00.key,
//   keys/review.key                                            to be kept off line
//   keys/{snapshot,timestamp,license,log}.key                  the market's machine
//   tuf/1.root.json, tuf/1.targets.json, tuf/1.vendors-00.json, tuf/targets/market/…
//   root.json                                                  what hosts trust from the start
//
// conflict if `folder` already holds keys: a ceremony never replaces one.
Status hold_ceremony(const std::filesystem::path& folder, const CeremonyOptions& options,
                     const Clock& clock);

}  // namespace kontor::marketplace

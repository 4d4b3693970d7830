#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "marketplace/cli/desk/desk.hpp"

namespace kontor::marketplace {

struct BinsWish {
  Address address = {};
  std::string vendor = {};
  std::vector<std::filesystem::path> keys = {};
  int bits = 0;
};

// Spreads the vendor's releases over 2^bits roles by the hash of their target paths, or with 0
// bits gathers them in its own role again; all in one visible step, signed by all keys given.
Result<Json> spread_over_bins(const BinsWish& wish);

}  // namespace kontor::marketplace

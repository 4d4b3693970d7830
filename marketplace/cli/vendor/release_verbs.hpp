#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "marketplace/cli/desk/desk.hpp"

namespace kontor::marketplace {

// What a vendor wants said about its releases: PLUGIN@VERSION, or PLUGIN for all versions.
struct ReleaseWish {
  Address address;
  std::string vendor;
  std::vector<std::filesystem::path> keys;  // As many as the role's threshold asks for.
  std::string release;
  std::string reason, successor, channel;
  int percent = 100;
  bool undo = false;
};

// Each signs the role's next version with changed terms and has the market publish it, so that
// it is visible at once; each answers {"role","version"}. A signature is given only under
// metadata that carries the vendor's own already.
Result<Json> yank(const ReleaseWish& wish);
Result<Json> deprecate(const ReleaseWish& wish);
Result<Json> roll_out(const ReleaseWish& wish);
Result<Json> set_channel(const ReleaseWish& wish);
Result<Json> renew_role(const ReleaseWish& wish);

}  // namespace kontor::marketplace

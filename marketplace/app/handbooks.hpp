#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "marketplace/app/market.hpp"

namespace kontor::marketplace {

struct NamedHandbook {
  std::string language;  // "sv"
  std::string file;      // "handbook.sv.md"
  std::string sha256;
};
// Those of a packed manifest, English first.
std::vector<NamedHandbook> named_handbooks(const Json& manifest);

// The handbook `file` (handbook.sv.md) of a release that is in the catalogue and not yanked;
// not_found otherwise. Taken out of the approved package when first asked for, and kept beside the
// quarantine under the package's hash. untrusted if the package is not what was released.
Result<std::filesystem::path> released_handbook(Market& market, const std::string& plugin_id,
                                                const std::string& version,
                                                const std::string& file);

}  // namespace kontor::marketplace

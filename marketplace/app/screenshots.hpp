#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "marketplace/app/market.hpp"

namespace kontor::marketplace {

// What is served as a picture: read again as one, so that nothing else ever is.
struct ShownPicture {
  std::filesystem::path file = {};  // On disk, or
  std::string bytes = {};           // here.
  std::string_view media_type = {};
};

// A screenshot (`file` without its folder) of a release that is in the catalogue and not yanked;
// not_found otherwise. Taken out of the approved package when first asked for, and kept beside the
// quarantine under the package's hash. untrusted if the package is not what was released.
Result<ShownPicture> released_screenshot(Market& market, const std::string& plugin_id,
                                         const std::string& version, const std::string& file);

// A screenshot of a package that waits in quarantine, for those who review it.
Result<ShownPicture> waiting_screenshot(Market& market, const std::string& operation_id,
                                        const std::string& file);

}  // namespace kontor::marketplace

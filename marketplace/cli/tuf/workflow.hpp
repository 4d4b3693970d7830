#pragma once

#include <string>
#include <vector>

#include "base/core/result.hpp"

namespace kontor::marketplace {

struct TufArguments {
  std::string metadata_dir, target_dir;
  std::vector<std::string> metadata_urls, target_base_urls;  // Mirrors after the first of each.
  std::vector<std::string> target_names;
};

// Section 5.2 to 5.6 at one mirror after the other, until one has a repository that verifies.
Status tuf_refresh(const TufArguments& arguments);

// The same, then section 5.7 for each target in order; the first failure ends it. A target goes
// to its path below the target folder, which never holds a byte that was not verified.
Status tuf_download(const TufArguments& arguments);

}  // namespace kontor::marketplace

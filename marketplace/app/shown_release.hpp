#pragma once

#include <string>

#include "marketplace/app/market.hpp"
#include "marketplace/core/listing.hpp"
#include "sdk/package/archive.hpp"

namespace kontor::marketplace {

// A release that anybody may look at: in the catalogue, neither yanked nor hidden. not_found.
Result<Release> shown_release(Market& market, const std::string& plugin_id,
                              const std::string& version);
// The approved package of a release. untrusted if it is not what was released.
Result<package::Archive> released_package(Market& market, const Release& release);

// A member of it as the manifest signed it, at most `bytes_max`. untrusted if it is another.
Result<std::string> signed_member(const package::Archive& archive, const Json& manifest,
                                  const std::string& member, std::size_t bytes_max);

}  // namespace kontor::marketplace

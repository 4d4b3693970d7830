#pragma once

#include <string>

#include "base/crypto/hash.hpp"
#include "marketplace/client/market_client.hpp"

namespace kontor::marketplace {

// Release number `number` of an add-on, as TUF describes it and as a vendor's market logs it.
inline MarketPackage release_number(int number) {
  const std::string version = "1.0." + std::to_string(number);
  return {.plugin_id = "acme.notes",
          .version = version,
          .path = "acme/acme.notes/" + version + ".kpkg",
          .sha256 = crypto::sha256_hex(version),
          .length = 1000 + number,
          .custom = nullptr};
}

inline Json release_entry(const MarketPackage& package) {
  return {{"type", "release"},          {"vendor", "acme"},       {"plugin", package.plugin_id},
          {"version", package.version}, {"target", package.path}, {"sha256", package.sha256},
          {"length", package.length}};
}
inline Json release_entry(int number) { return release_entry(release_number(number)); }

}  // namespace kontor::marketplace

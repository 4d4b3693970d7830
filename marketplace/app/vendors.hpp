#pragma once

#include <optional>
#include <string>
#include <vector>

#include "marketplace/app/market.hpp"
#include "marketplace/core/vendor.hpp"

namespace kontor::marketplace {

struct RegisteredVendor {
  Vendor vendor = {};
  std::string token = {};  // Told once.
};

// Claims a namespace for whoever proves to hold the keys. The vendor stays pending until the
// operator's off-line shard delegates to it. conflict if the name is taken.
Result<RegisteredVendor> register_vendor(Market& market, const VendorRegistration& registration,
                                         const Json& proof);

// Publishes a shard ("vendors-NN") that delegates the vendor's namespace to exactly the keys it
// asked for last, or registered, after the log took them, and lets the vendor publish. Sending
// the same shard again is the same success.
Result<Vendor> approve_vendor(Market& market, const std::string& name,
                              const std::string& shard_role, const std::string& shard);

Result<Vendor> get_vendor(Market& market, const std::string& name);
Result<std::vector<Vendor>> list_vendors(Market& market, std::optional<VendorState> state);

// The vendor, if it may publish and sell; else forbidden.
Result<Vendor> active_vendor(Market& market, const std::string& name);

}  // namespace kontor::marketplace

#pragma once

#include <filesystem>
#include <string>

#include "marketplace/cli/desk/desk.hpp"

namespace kontor::marketplace {

struct VendorWish {
  Address address;
  std::string vendor;
  std::filesystem::path key;
  std::string display_name, contact;
  std::filesystem::path file;  // Of an offer.
};

// One function a verb of kontor-vendor; each answers what is to be printed.

// conflict if the token file exists: a registration never overwrites another's token.
Result<Json> register_vendor(const VendorWish& wish);
Result<Json> vendor_status(const VendorWish& wish);
Result<Json> put_offer(const VendorWish& wish);
Result<Json> renew_role(const VendorWish& wish);

}  // namespace kontor::marketplace

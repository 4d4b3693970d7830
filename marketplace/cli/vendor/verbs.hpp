#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "marketplace/cli/desk/desk.hpp"

namespace kontor::marketplace {

// The terms of an offer as flags say them; licensing::parse_offer judges them.
struct OfferTerms {
  std::string offer_id, product, model;
  std::int64_t amount = 0;
  std::string currency = "EUR", period = "month", per = "seat";
  std::int64_t min_seats = 1;
  std::vector<std::string> features;
  std::int64_t idle_timeout_s = 0, lease_ttl_s = 0;
  std::string rebind = "free";
  std::filesystem::path more = {};  // JSON with the members that have no flag.
};

struct VendorWish {
  Address address;
  std::string vendor;
  std::filesystem::path key;
  std::string display_name, contact;
  OfferTerms terms;
};

// One function a verb of kontor-vendor; each answers what is to be printed.

// conflict if the token file exists: a registration never overwrites another's token.
Result<Json> register_vendor(const VendorWish& wish);
Result<Json> vendor_status(const VendorWish& wish);
Result<Json> put_offer(const VendorWish& wish);

}  // namespace kontor::marketplace

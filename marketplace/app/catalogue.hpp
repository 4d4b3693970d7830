#pragma once

#include <optional>
#include <string>
#include <vector>

#include "marketplace/app/market.hpp"
#include "marketplace/app/offers.hpp"
#include "marketplace/core/listing.hpp"
#include "marketplace/core/vendor_affairs.hpp"

namespace kontor::marketplace {

// A listing with what may be bought for it.
struct PricedListing {
  Listing listing = {};
  std::vector<PricedOffer> offers = {};
};

struct CataloguePage {
  std::vector<PricedListing> listings = {};
  std::string next = {};  // Plugin id to go on after; empty at the end.
};

// One page, ordered by plugin id. Offers for one company are shown to it alone.
Result<CataloguePage> search_catalogue(Market& market, const CatalogueQuery& query,
                                       const Shopper& shopper);

struct ListingDetail {
  PricedListing priced = {};
  std::vector<Release> releases = {};     // Oldest first.
  std::optional<Transfer> transfer = {};  // While it is announced.
};
Result<ListingDetail> listing_detail(Market& market, const std::string& plugin_id,
                                     const Shopper& shopper);

}  // namespace kontor::marketplace

#include "marketplace/app/catalogue.hpp"

#include "marketplace/store/listing_store.hpp"
#include "marketplace/store/vendor_affairs_store.hpp"

namespace kontor::marketplace {
namespace {

Result<std::vector<PricedListing>> with_offers(db::Session& session, std::vector<Listing> listings,
                                               const Shopper& shopper) {
  std::vector<std::string> products;
  products.reserve(listings.size());
  for (const Listing& listing : listings) products.push_back(listing.plugin_id);
  auto offers = TRY(priced_offers(session, products, shopper));
  std::vector<PricedListing> priced;
  priced.reserve(listings.size());
  for (Listing& listing : listings) {
    std::vector<PricedOffer>& its = offers[listing.plugin_id];
    priced.push_back({.listing = std::move(listing), .offers = std::move(its)});
  }
  return priced;
}

}  // namespace

Result<CataloguePage> search_catalogue(Market& market, const CatalogueQuery& query,
                                       const Shopper& shopper) {
  if (query.limit < 1 || query.limit > kCataloguePageMax)
    return Error{ErrorCode::invalid_argument,
                 "a page has 1 to " + std::to_string(kCataloguePageMax) + " listings"};
  CatalogueQuery with_one_more = query;
  ++with_one_more.limit;
  auto ids = TRY(market.catalogue.search(market.database, with_one_more));
  CataloguePage page;
  if (ids.size() > static_cast<std::size_t>(query.limit)) {
    ids.pop_back();
    page.next = ids.back();
  }
  auto listings =
      market.database.read([&](db::Session& session) -> Result<std::vector<PricedListing>> {
        auto found = TRY(ListingStore(session).get_all(ids));
        return with_offers(session, std::move(found), shopper);
      });
  page.listings = TRY(std::move(listings));
  return page;
}

Result<ListingDetail> listing_detail(Market& market, const std::string& plugin_id,
                                     const Shopper& shopper) {
  return market.database.read([&](db::Session& session) -> Result<ListingDetail> {
    ListingStore store(session);
    ListingDetail detail;
    std::vector<Listing> listing;
    listing.push_back(TRY(store.get(plugin_id)));
    auto priced = TRY(with_offers(session, std::move(listing), shopper));
    detail.priced = std::move(priced.front());
    detail.releases = TRY(store.releases(plugin_id));
    detail.transfer = TRY(VendorAffairsStore(session).transfer(plugin_id));
    if (detail.transfer && detail.transfer->state != TransferState::announced)
      detail.transfer.reset();
    return detail;
  });
}

}  // namespace kontor::marketplace

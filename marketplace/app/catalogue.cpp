#include "marketplace/app/catalogue.hpp"

#include "marketplace/store/listing_store.hpp"
#include "marketplace/store/vendor_affairs_store.hpp"
#include "marketplace/store/word_store.hpp"

namespace kontor::marketplace {
namespace {

Result<PricedListing> with_offers(db::Session& session, Listing listing,
                                  std::optional<std::int64_t> users) {
  PricedListing priced{.listing = std::move(listing), .offers = {}};
  priced.offers = TRY(priced_offers(session, priced.listing.plugin_id, users));
  return priced;
}

}  // namespace

Status index_catalogue(Market& market) {
  return market.database.transaction(
      [](db::Session& session) { return WordStore(session).fill(); });
}

Result<CataloguePage> search_catalogue(Market& market, const CatalogueQuery& query,
                                       std::optional<std::int64_t> users) {
  if (query.limit < 1 || query.limit > kCataloguePageMax)
    return Error{ErrorCode::invalid_argument,
                 "a page has 1 to " + std::to_string(kCataloguePageMax) + " listings"};
  return market.database.read([&](db::Session& session) -> Result<CataloguePage> {
    CatalogueQuery with_one_more = query;
    ++with_one_more.limit;
    auto listings = TRY(ListingStore(session).search(with_one_more));
    CataloguePage page;
    if (listings.size() > static_cast<std::size_t>(query.limit)) {
      listings.pop_back();
      page.next = listings.back().plugin_id;
    }
    for (Listing& listing : listings)
      page.listings.push_back(TRY(with_offers(session, std::move(listing), users)));
    return page;
  });
}

Result<ListingDetail> listing_detail(Market& market, const std::string& plugin_id,
                                     std::optional<std::int64_t> users) {
  return market.database.read([&](db::Session& session) -> Result<ListingDetail> {
    ListingStore store(session);
    ListingDetail detail;
    Listing listing = TRY(store.get(plugin_id));
    detail.priced = TRY(with_offers(session, std::move(listing), users));
    detail.releases = TRY(store.releases(plugin_id));
    detail.transfer = TRY(VendorAffairsStore(session).transfer(plugin_id));
    if (detail.transfer && detail.transfer->state != TransferState::announced)
      detail.transfer.reset();
    return detail;
  });
}

}  // namespace kontor::marketplace

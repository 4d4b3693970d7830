#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "licensing/core/offer.hpp"
#include "marketplace/app/market.hpp"
#include "marketplace/core/price.hpp"

namespace kontor::marketplace {

struct PricedOffer {
  licensing::Offer offer = {};
  std::optional<Quote> quote = {};  // When the number of users is known.
};

// Puts an offer on sale, or a new form of it. Orders made before keep the form they froze; the very
// same form signed again, after a change of the vendor's keys, countersigns them anew.
// untrusted unless the vendor's own keys signed it, forbidden for another vendor's product.
Result<licensing::Offer> put_offer(Market& market, const std::string& vendor,
                                   const std::string& offer_id, const Json& envelope);

// Who looks at the shop window.
struct Shopper {
  std::optional<std::int64_t> users = {};  // Each offer says what it costs for so many.
  std::string company_id = {};             // Sees the offers made for it alone; "": anybody.
};

// Offers in force for products, by product.
Result<std::map<std::string, std::vector<PricedOffer>>> priced_offers(
    db::Session& session, const std::vector<std::string>& products, const Shopper& shopper);

// The offer inside an envelope whose signature was checked when it was stored.
Result<licensing::Offer> stored_offer(const Json& envelope);

}  // namespace kontor::marketplace

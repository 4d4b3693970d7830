#include "marketplace/app/offers.hpp"

#include "base/core/bytes.hpp"
#include "base/core/log.hpp"
#include "licensing/document/license_document.hpp"
#include "marketplace/app/vendors.hpp"
#include "marketplace/store/offer_store.hpp"
#include "marketplace/store/order_store.hpp"

namespace kontor::marketplace {

Result<licensing::Offer> put_offer(Market& market, const std::string& vendor,
                                   const std::string& offer_id, const Json& envelope) {
  TRY(active_vendor(market, vendor));
  const auto keys = TRY(market.repository.vendor_keys(vendor));
  licensing::Offer offer = TRY(licensing::verify_offer(envelope, keys));
  if (offer.offer_id != offer_id)
    return Error{ErrorCode::invalid_argument, "the signed offer is '" + offer.offer_id +
                                                  "', the address says '" + offer_id + "'"};
  if (licensing::vendor_of(offer.product) != vendor)
    return Error{ErrorCode::forbidden,
                 "'" + offer.product + "' is not a product of vendor '" + vendor + "'"};
  const auto again = market.database.transaction([&](db::Session& session) -> Result<std::int64_t> {
    TRY(OfferStore(session).put({.offer_id = offer.offer_id,
                                 .product = offer.product,
                                 .vendor = vendor,
                                 .envelope = envelope},
                                market.clock.now_ms()));
    return OrderStore(session).countersign(offer.offer_id, envelope);
  });
  if (!again) return again.error();
  if (*again > 0) market.keys_changed = true;
  log::info("offer on sale", {{"offer", offer.offer_id}, {"product", offer.product}});
  return offer;
}

Result<std::map<std::string, std::vector<PricedOffer>>> priced_offers(
    db::Session& session, const std::vector<std::string>& products, const Shopper& shopper) {
  std::map<std::string, std::vector<PricedOffer>> offers;
  for (const auto& [product, all] : TRY(OfferStore(session).of_products(products)))
    for (const StoredOffer& stored : all) {
      auto offer = TRY(stored_offer(stored.envelope));
      if (!offer.only_for.empty() && offer.only_for != shopper.company_id) continue;
      PricedOffer priced{.offer = std::move(offer), .quote = {}};
      if (shopper.users) priced.quote = TRY(quote(priced.offer, *shopper.users));
      offers[product].push_back(std::move(priced));
    }
  return offers;
}

Result<licensing::Offer> stored_offer(const Json& envelope) {
  const std::string payload = TRY(json_text(envelope, "payload"));
  const std::string text = TRY(base64_decode(payload));
  const Json json = TRY(parse_json(text));
  return licensing::parse_offer(json);
}

}  // namespace kontor::marketplace

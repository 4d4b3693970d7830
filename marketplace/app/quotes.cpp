#include "marketplace/app/quotes.hpp"

#include "licensing/core/quote.hpp"
#include "licensing/document/license_document.hpp"
#include "marketplace/store/coupon_store.hpp"
#include "marketplace/store/offer_store.hpp"
#include "marketplace/store/order_store.hpp"

namespace kontor::marketplace {
namespace {

struct OfferOnSale {
  StoredOffer stored = {};
  bool tried_before = false;
  FeesPaid fees = {};
};

Result<OfferOnSale> offer_on_sale(Market& market, const std::string& company_id,
                                  const std::string& offer_id) {
  return market.database.read([&](db::Session& session) -> Result<OfferOnSale> {
    OfferOnSale found;
    found.stored = TRY(OfferStore(session).get(offer_id));
    found.tried_before = TRY(CouponStore(session).had_trial(company_id, found.stored.product));
    found.fees = TRY(OrderStore(session).fees_paid(company_id, offer_id));
    return found;
  });
}

}  // namespace

Result<Json> quote_offer(Market& market, const std::string& company_id, const Json& request) {
  const std::string offer_id = TRY(json_text(request, "offer_id"));
  const OfferOnSale found = TRY(offer_on_sale(market, company_id, offer_id));
  const auto keys = TRY(market.repository.vendor_keys(found.stored.vendor));
  const licensing::Offer offer = TRY(licensing::verify_offer(found.stored.envelope, keys));
  if (!offer.only_for.empty() && offer.only_for != company_id)
    return Error{ErrorCode::not_found, "no offer '" + offer_id + "'"};
  Json asked = request;
  asked.erase("offer_id");
  licensing::QuoteRequest wanted =
      TRY(licensing::parse_quote_request(asked, market.clock.now_ms()));
  wanted.company_id = company_id;
  wanted.tried_before = found.tried_before;
  const licensing::Quote quoted = TRY(licensing::quote(with_fees_due(offer, found.fees), wanted));
  return licensing::to_json(quoted);
}

}  // namespace kontor::marketplace

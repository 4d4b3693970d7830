#include "marketplace/app/coupons.hpp"

#include "base/core/log.hpp"
#include "marketplace/app/vendors.hpp"
#include "marketplace/core/statement.hpp"
#include "marketplace/store/coupon_store.hpp"
#include "marketplace/store/offer_store.hpp"

namespace kontor::marketplace {
namespace {

using licensing::Coupon;
using licensing::kCouponStatement;

Result<Coupon> verified_coupon(Market& market, const std::string& vendor, const Json& envelope) {
  const auto keys = TRY(market.repository.vendor_keys(vendor));
  TRY(check_signers(envelope, kCouponStatement, keys, /*threshold=*/1));
  const Json statement = TRY(statement_of(envelope, kCouponStatement));
  return licensing::parse_coupon(statement);
}

}  // namespace

Result<Coupon> put_coupon(Market& market, const std::string& vendor, const std::string& code,
                          const Json& envelope) {
  TRY(active_vendor(market, vendor));
  Coupon coupon = TRY(verified_coupon(market, vendor, envelope));
  if (coupon.code != code)
    return Error{ErrorCode::invalid_argument,
                 "the signed coupon is '" + coupon.code + "', the address says '" + code + "'"};
  if (!code.starts_with(vendor + "."))
    return Error{ErrorCode::invalid_argument, "a coupon's code begins with '" + vendor + ".'"};
  const Status stored = market.database.transaction([&](db::Session& session) -> Status {
    for (const std::string& offer_id : coupon.offers) {
      const StoredOffer offer = TRY(OfferStore(session).get(offer_id));
      if (offer.vendor != vendor)
        return Error{ErrorCode::forbidden, "offer '" + offer_id + "' is another vendor's"};
    }
    return CouponStore(session).put({.code = code, .vendor = vendor, .envelope = envelope},
                                    market.clock.now_ms());
  });
  if (!stored) return stored.error();
  log::info("coupon in use", {{"coupon", code}});
  return coupon;
}

Result<Coupon> usable_coupon(Market& market, db::Session& session, const std::string& code) {
  const StoredCoupon stored = TRY(CouponStore(session).get(code));
  return verified_coupon(market, stored.vendor, stored.envelope);
}

}  // namespace kontor::marketplace

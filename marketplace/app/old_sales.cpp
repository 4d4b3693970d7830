#include "marketplace/app/old_sales.hpp"

#include "base/core/log.hpp"
#include "marketplace/app/licenses.hpp"
#include "marketplace/app/offers.hpp"
#include "marketplace/store/license_store.hpp"
#include "marketplace/store/order_store.hpp"

namespace kontor::marketplace {
namespace {

constexpr int kOldSalesAtOnce = 200;

Status take_over(Market& market, db::Session& session, IssuedLicense& license) {
  const Order order = TRY(OrderStore(session).get(license.order_id));
  const licensing::Offer offer = TRY(stored_offer(order.offer));
  if (license.activated_at_ms == 0 && offer.period == licensing::Period::once)
    license.activated_at_ms = order.licensed_at_ms;
  const LicenseStanding standing = TRY(license_standing(session, license));
  set_end(license, standing.terms);
  TRY(IssuedLicenseStore(session).set_course(license));
  return commit_sale(market, session, order, license.license_id, order.licensed_at_ms);
}

// How many there were.
Result<std::size_t> take_over_some(Market& market) {
  return market.database.transaction([&](db::Session& session) -> Result<std::size_t> {
    auto licenses = TRY(IssuedLicenseStore(session).without_commitment(kOldSalesAtOnce));
    for (IssuedLicense& license : licenses) TRY(take_over(market, session, license));
    return licenses.size();
  });
}

}  // namespace

Status take_over_old_sales(Market& market) {
  for (std::size_t all = 0;;) {
    const std::size_t some = TRY(take_over_some(market));
    all += some;
    if (some == static_cast<std::size_t>(kOldSalesAtOnce)) continue;
    if (all > 0) log::info("old sales taken over", {{"count", all}});
    return ok();
  }
}

}  // namespace kontor::marketplace

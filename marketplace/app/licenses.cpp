#include "marketplace/app/licenses.hpp"

#include "licensing/document/license_document.hpp"
#include "marketplace/app/offers.hpp"
#include "marketplace/core/price.hpp"
#include "marketplace/store/company_store.hpp"
#include "marketplace/store/order_store.hpp"

namespace kontor::marketplace {
namespace {

// A perpetual licence covers the releases of its first year.
void set_terms(licensing::License& license, licensing::Period period) {
  const TimeMs from = license.valid_from_ms;
  if (period == licensing::Period::once)
    license.updates_until_ms = add_period(from, licensing::Period::year);
  else
    license.expires_at_ms = add_period(from, period);
}

}  // namespace

Result<IssuedLicense> issue_license(Market& market, db::Session& session, const Order& order) {
  const Company company = TRY(CompanyStore(session).get(order.company_id));
  const licensing::Offer offer = TRY(stored_offer(order.offer));
  const TimeMs now_ms = market.clock.now_ms();
  licensing::License license{
      .license_id = market.ids.next(),
      .company_id = company.company_id,
      .company = company.name,
      .product = offer.product,
      .model = offer.model,
      .seats = order.seats,
      .features = offer.features,
      .authority = company.ledger_key.empty() ? market.ledger_key : company.ledger_key,
      .issued_at_ms = now_ms,
      .valid_from_ms = now_ms,
      .expires_at_ms = {},
      .updates_until_ms = {},
      .lease_ttl_s = offer.lease_ttl_s,
      .idle_timeout_s = offer.idle_timeout_s};
  set_terms(license, offer.period);
  IssuedLicense issued{.license_id = license.license_id,
                       .order_id = order.order_id,
                       .company_id = order.company_id,
                       .product = offer.product,
                       .document = {},
                       .issued_at_ms = now_ms};
  issued.document =
      TRY(licensing::sign_license(license, order.offer, market.repository.license_key()));
  TRY(OrderStore(session).issue(issued));
  return issued;
}

}  // namespace kontor::marketplace

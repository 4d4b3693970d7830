#include "base/core/log.hpp"
#include "licensing/core/calendar.hpp"
#include "licensing/document/license_document.hpp"
#include "marketplace/app/commitments.hpp"
#include "marketplace/app/coupons.hpp"
#include "marketplace/app/licenses.hpp"
#include "marketplace/app/offers.hpp"
#include "marketplace/app/order_standing.hpp"
#include "marketplace/core/creditor_reference.hpp"
#include "marketplace/core/order_price.hpp"
#include "marketplace/store/company_store.hpp"
#include "marketplace/store/coupon_store.hpp"
#include "marketplace/store/invoice_store.hpp"
#include "marketplace/store/license_store.hpp"
#include "marketplace/store/offer_store.hpp"
#include "marketplace/store/order_store.hpp"

namespace kontor::marketplace {
namespace {

// What an order is made of before it has a number.
struct DraftOrder {
  Order order = {};
  licensing::Offer offer = {};
  LicenseStanding license = {};  // What it changes, if it does.
  OrderPrice price = {};
};

Error nothing_there(const std::string& what, const std::string& id) {
  return {ErrorCode::not_found, "no " + what + " '" + id + "'"};
}

// The vendor's present offer, under the vendor's present keys.
Status take_offer_on_sale(Market& market, db::Session& session, DraftOrder& draft) {
  const std::string& offer_id = draft.order.wish.offer_id;
  const StoredOffer stored = TRY(OfferStore(session).get(offer_id));
  const auto keys = TRY(market.repository.vendor_keys(stored.vendor));
  draft.offer = TRY(licensing::verify_offer(stored.envelope, keys));
  if (!draft.offer.only_for.empty() && draft.offer.only_for != draft.order.company_id)
    return nothing_there("offer", offer_id);
  draft.order.offer = stored.envelope;
  draft.order.vendor = stored.vendor;
  return ok();
}

// The licence that is to change, and its frozen offer.
Status take_license(db::Session& session, DraftOrder& draft) {
  const std::string& license_id = draft.order.wish.license_id;
  const IssuedLicense issued = TRY(IssuedLicenseStore(session).get(license_id));
  if (issued.company_id != draft.order.company_id) return nothing_there("licence", license_id);
  if (issued.revoked_at_ms > 0)
    return Error{ErrorCode::conflict, "licence '" + license_id + "' is revoked",
                 kontor::to_text(Json{{"code", "license-revoked"}})};
  if (const auto open = TRY(OrderStore(session).open_for_license(license_id)))
    return Error{ErrorCode::conflict,
                 "order '" + *open + "' changes this licence and is not paid; pay or cancel it",
                 kontor::to_text(Json{{"code", "order-open"}, {"order_id", *open}})};
  draft.license = TRY(license_standing(session, issued));
  draft.order.license_id = license_id;
  if (draft.order.wish.kind == OrderKind::upgrade) return ok();
  const Order first = TRY(OrderStore(session).get(issued.order_id));
  draft.offer = draft.license.terms.offer;
  draft.order.offer = draft.license.offer;
  draft.order.vendor = first.vendor;
  return ok();
}

Status apply_coupon(Market& market, db::Session& session, DraftOrder& draft, Invoice& invoice) {
  if (draft.order.wish.coupon.empty()) return ok();
  std::int64_t net = 0;
  for (const InvoiceLine& line : invoice.lines) net += line.amount;
  const licensing::Coupon coupon = TRY(usable_coupon(market, session, draft.order.wish.coupon));
  const std::int64_t off = TRY(reduction(coupon, draft.offer.offer_id,
                                         {net, draft.offer.price.currency}, market.clock.now_ms()));
  TRY(CouponStore(session).use(coupon.code, coupon.uses_max));
  invoice.lines.push_back(
      {.text = "Coupon " + coupon.code, .quantity = 1, .unit = -off, .amount = -off});
  return ok();
}

// One payment each month from the invoice's due date on; together they are the gross sum.
void set_schedule(Invoice& invoice, std::int64_t count) {
  std::int64_t before = 0;
  for (std::int64_t number = 1; number <= count; ++number) {
    const std::int64_t until = proportion(invoice.gross, number, count);
    invoice.schedule.push_back({.number = number,
                                .due_at_ms = licensing::add_months(invoice.due_at_ms, number - 1),
                                .amount = until - before});
    before = until;
  }
}

Result<Invoice> invoice_for(Market& market, db::Session& session, DraftOrder& draft) {
  const Company company = TRY(CompanyStore(session).get(draft.order.company_id));
  const TimeMs now_ms = market.clock.now_ms();
  Invoice invoice{.order_id = draft.order.order_id,
                  .seller = market.billing.seller,
                  .buyer = company.party,
                  .issued_at_ms = now_ms,
                  .due_at_ms = now_ms + market.billing.due_days * licensing::kDayMs,
                  .currency = draft.offer.price.currency,
                  .lines = draft.price.lines,
                  .tax = tax_for(market.billing, company.party, now_ms)};
  TRY(apply_coupon(market, session, draft, invoice));
  TRY(sum_up(invoice));
  if (draft.price.instalments > 0 && invoice.gross >= draft.price.instalments)
    set_schedule(invoice, draft.price.instalments);
  return invoice;
}

Status draft_order(Market& market, db::Session& session, DraftOrder& draft) {
  const OrderKind kind = draft.order.wish.kind;
  if (changes_license(kind)) TRY(take_license(session, draft));
  if (!changes_license(kind) || kind == OrderKind::upgrade)
    TRY(take_offer_on_sale(market, session, draft));
  licensing::Offer due = draft.offer;
  if (!changes_license(kind)) {
    const FeesPaid paid =
        TRY(OrderStore(session).fees_paid(draft.order.company_id, draft.offer.offer_id));
    due = with_fees_due(std::move(due), paid);
  }
  draft.price = TRY(price_order({.wish = draft.order.wish,
                                 .offer = due,
                                 .license = &draft.license.terms,
                                 .paid_net = draft.license.paid_net,
                                 .now_ms = market.clock.now_ms()}));
  draft.order.offer_id = draft.offer.offer_id;
  draft.order.product = draft.offer.product;
  draft.order.seats = draft.price.seats;
  draft.order.months = draft.price.months;
  draft.order.created_at_ms = market.clock.now_ms();
  return ok();
}

bool same_wish(const Order& earlier, const OrderWish& wish) {
  return to_json(earlier.wish) == to_json(wish);
}

Result<OrderStanding> place(Market& market, db::Session& session, const std::string& company_id,
                            const OrderWish& wish, const std::string& key) {
  OrderStore orders(session);
  if (auto earlier = TRY(orders.find_by_key(company_id, key))) {
    if (!same_wish(*earlier, wish))
      return Error{ErrorCode::conflict,
                   "this Idempotency-Key belongs to an order of something else"};
    return standing_of(session, *std::move(earlier));
  }
  DraftOrder draft{.order = {.order_id = market.ids.next(), .company_id = company_id}};
  draft.order.wish = wish;
  draft.order.idempotency_key = key;
  TRY(draft_order(market, session, draft));
  Invoice invoice = TRY(invoice_for(market, session, draft));
  invoice.number = TRY(next_invoice_number(session, draft.order.created_at_ms));
  invoice.reference = creditor_reference(invoice.number);
  Order& order = draft.order;
  order.invoice_number = invoice.number;
  order.total = {.amount = invoice.gross, .currency = invoice.currency};
  order.split.tax = invoice.tax_amount;
  order.split.commission = share_of(invoice.net, market.billing.commission_basis_points);
  order.split.share = invoice.net - order.split.commission;
  TRY(orders.insert(order));
  TRY(InvoiceStore(session).insert(invoice));
  if (wish.kind == OrderKind::trial)
    TRY(CouponStore(session).begin_trial(company_id, order.product, order.order_id));
  if (order.total.amount == 0) TRY(license_order(market, session, order));
  return standing_of(session, order.order_id);
}

}  // namespace

Result<OrderStanding> place_order(Market& market, const std::string& company_id,
                                  const OrderWish& wish, const std::string& idempotency_key) {
  const std::string key = idempotency_key.empty() ? market.ids.next() : idempotency_key;
  auto standing = TRY(market.database.transaction(
      [&](db::Session& session) { return place(market, session, company_id, wish, key); }));
  if (standing.license) log_commitments(market);
  return standing;
}

}  // namespace kontor::marketplace

#include "marketplace/app/endings.hpp"

#include "base/core/log.hpp"
#include "licensing/core/calendar.hpp"
#include "marketplace/app/licenses.hpp"
#include "marketplace/app/order_standing.hpp"
#include "marketplace/core/posting.hpp"
#include "marketplace/store/coupon_store.hpp"
#include "marketplace/store/invoice_store.hpp"
#include "marketplace/store/license_store.hpp"
#include "marketplace/store/order_store.hpp"
#include "marketplace/store/posting_store.hpp"
#include "marketplace/store/receipt_store.hpp"

namespace kontor::marketplace {
namespace {

Error ending_refused(const char* stable_code, std::string sentence) {
  return {ErrorCode::conflict, std::move(sentence), kontor::to_text(Json{{"code", stable_code}})};
}

Status write_credit_note(Market& market, db::Session& session, const Order& order) {
  InvoiceStore invoices(session);
  const auto invoice = TRY(invoices.find(order.order_id, InvoiceKind::invoice));
  if (!invoice) return ok();  // From before invoices were kept.
  const TimeMs now_ms = market.clock.now_ms();
  const std::string number = TRY(next_invoice_number(session, now_ms));
  return invoices.insert(credit_note(*invoice, number, now_ms));
}

// What was booked for the order is booked back, and its money is its payers' again.
Status give_money_back(Market& market, db::Session& session, const Order& order) {
  if (order.paid == 0) return ok();
  const Split booked = split_after(order.split, order.paid);
  TRY(PostingStore(session).insert({.posting_id = market.ids.next(),
                                    .at_ms = market.clock.now_ms(),
                                    .kind = PostingKind::refund,
                                    .vendor = order.vendor,
                                    .order_id = order.order_id,
                                    .reference = order.order_id,
                                    .currency = order.total.currency,
                                    .split = Split{}.minus(booked)}));
  ReceiptStore receipts(session);
  for (const Receipt& before : TRY(receipts.of_order(order.order_id))) {
    Receipt after = before;
    after.applied = 0;
    after.outcome = ReceiptOutcome::doubled;
    TRY(receipts.update(before, after));
  }
  return ok();
}

Status close_order(Market& market, db::Session& session, const Order& order, OrderState state) {
  TRY(OrderStore(session).close(order.order_id, state));
  TRY(give_money_back(market, session, order));
  return write_credit_note(market, session, order);
}

Status end_renewals(Market& market, db::Session& session, const Order& order) {
  IssuedLicenseStore licenses(session);
  const IssuedLicense license = TRY(licenses.get(order.license_id));
  if (license.end_kind != "license" && license.end_kind != "trial")
    return ending_refused("cannot-cancel",
                          "what was bought for ever is not cancelled; within the "
                          "days of the market's rules it is refunded");
  return licenses.set_cancelled(license.license_id, market.clock.now_ms());
}

Status revoke(Market& market, db::Session& session, const Order& order, const std::string& reason) {
  const std::int64_t sequence = TRY(OrderStore(session).next_number("revocation"));
  TRY(IssuedLicenseStore(session).revoke(order.license_id, sequence, reason,
                                         market.clock.now_ms()));
  log::info("licence revoked", {{"license", order.license_id}, {"order", order.order_id}});
  return ok();
}

// The licence as it is without the refunded order.
Status take_from_license(Market& market, db::Session& session, const Order& order,
                         const std::string& reason) {
  if (order.licensed_at_ms == 0) return ok();
  const IssuedLicense license = TRY(IssuedLicenseStore(session).get(order.license_id));
  if (license.revoked_at_ms > 0) return ok();
  if (license.order_id == order.order_id) return revoke(market, session, order, reason);
  TRY(reissue(market, session, license, "refund"));
  return ok();
}

Status check_refund(Market& market, db::Session& session, const Order& order, Goodwill goodwill) {
  if (order.paid == 0 || order.state == OrderState::cancelled)
    return ending_refused("nothing-paid",
                          "nothing was paid for order '" + order.order_id + "'; cancel it instead");
  const TimeMs last = order.licensed_at_ms + market.billing.refund_days * licensing::kDayMs;
  if (order.licensed_at_ms > 0 && goodwill == Goodwill::no && market.clock.now_ms() > last)
    return ending_refused("refund-too-late", "the " + std::to_string(market.billing.refund_days) +
                                                 " days for a refund ended on " + to_rfc3339(last) +
                                                 "; the operator may grant it by goodwill");
  if (order.licensed_at_ms == 0) return ok();
  const auto orders = TRY(OrderStore(session).of_license(order.license_id));
  if (!orders.empty() && orders.back().order_id != order.order_id)
    return ending_refused("refund-later-first", "order '" + orders.back().order_id +
                                                    "' changed this licence later; refund that "
                                                    "one first");
  return ok();
}

}  // namespace

Result<OrderStanding> cancel_order(Market& market, const std::string& company_id,
                                   const std::string& order_id) {
  return market.database.transaction([&](db::Session& session) -> Result<OrderStanding> {
    const Order order = TRY(OrderStore(session).get(order_id));
    if (!company_id.empty() && order.company_id != company_id)
      return Error{ErrorCode::not_found, "no order '" + order_id + "'"};
    if (order.state == OrderState::refunded)
      return ending_refused("cannot-cancel", "order '" + order_id + "' is refunded");
    if (order.state == OrderState::licensed) TRY(end_renewals(market, session, order));
    if (order.state == OrderState::invoiced) {
      TRY(close_order(market, session, order, OrderState::cancelled));
      if (!order.wish.coupon.empty()) TRY(CouponStore(session).give_back(order.wish.coupon));
    }
    return standing_of(session, order_id);
  });
}

Result<OrderStanding> refund_order(Market& market, const std::string& order_id,
                                   const std::string& reason, Goodwill goodwill) {
  return market.database.transaction([&](db::Session& session) -> Result<OrderStanding> {
    const Order order = TRY(OrderStore(session).get(order_id));
    if (order.state == OrderState::refunded) return standing_of(session, order_id);
    TRY(check_refund(market, session, order, goodwill));
    TRY(close_order(market, session, order, OrderState::refunded));
    TRY(take_from_license(market, session, order, reason));
    return standing_of(session, order_id);
  });
}

}  // namespace kontor::marketplace

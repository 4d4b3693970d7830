#include "marketplace/app/receipts.hpp"

#include <algorithm>

#include "base/core/log.hpp"
#include "marketplace/app/commitments.hpp"
#include "marketplace/app/licenses.hpp"
#include "marketplace/app/order_standing.hpp"
#include "marketplace/core/creditor_reference.hpp"
#include "marketplace/core/money_text.hpp"
#include "marketplace/core/posting.hpp"
#include "marketplace/store/invoice_store.hpp"
#include "marketplace/store/license_store.hpp"
#include "marketplace/store/order_store.hpp"
#include "marketplace/store/posting_store.hpp"
#include "marketplace/store/receipt_store.hpp"

namespace kontor::marketplace {
namespace {

constexpr int kReceiptsPage = 100;

Error payment_refused(ErrorCode code, const char* stable_code, std::string sentence) {
  return {code, std::move(sentence), kontor::to_text(Json{{"code", stable_code}})};
}

// How much must be paid until something is licensed by it: the first instalment, or all.
std::int64_t first_part(const Order& order, const std::vector<Instalment>& schedule) {
  return schedule.empty() ? order.total.amount : schedule.front().amount;
}

std::size_t parts_covered(std::int64_t paid, const std::vector<Instalment>& schedule) {
  std::size_t covered = 0;
  for (const Instalment& part : schedule) {
    if (paid < part.amount) break;
    paid -= part.amount;
    ++covered;
  }
  return covered;
}

// Licenses what the payment paid for; an order in instalments gets a document for each.
Status license_if_due(Market& market, db::Session& session, const Order& before,
                      const Order& after) {
  const auto schedule = TRY(InvoiceStore(session).schedule(after.order_id));
  const bool licensed = after.licensed_at_ms > 0;
  const bool another_part =
      parts_covered(after.paid, schedule) > parts_covered(before.paid, schedule);
  if (licensed ? another_part : after.paid >= first_part(after, schedule))
    TRY(license_order(market, session, after));
  return ok();
}

// Nothing may be applied to an order that is closed, or whose licence is.
Result<std::int64_t> open_sum(db::Session& session, const Order& order) {
  if (order.state == OrderState::cancelled || order.state == OrderState::refunded)
    return std::int64_t{0};
  if (!order.license_id.empty()) {
    const auto license = TRY(IssuedLicenseStore(session).find(order.license_id));
    if (license && license->revoked_at_ms > 0) return std::int64_t{0};
  }
  return order.total.amount - order.paid;
}

// Applies up to `amount` of the receipt to the order, with all that follows.
Status apply(Market& market, db::Session& session, Receipt& receipt, const std::string& order_id) {
  OrderStore orders(session);
  const Order before = TRY(orders.get(order_id));
  const std::int64_t open = TRY(open_sum(session, before));
  const std::int64_t applied = std::min(open, receipt.held());
  receipt.order_id = order_id;
  receipt.applied += applied;
  receipt.outcome = applied == 0         ? ReceiptOutcome::doubled
                    : receipt.held() > 0 ? ReceiptOutcome::over
                    : applied == open    ? ReceiptOutcome::paid
                                         : ReceiptOutcome::partial;
  if (applied == 0) return ok();
  TRY(orders.add_paid(before, applied));
  Order after = before;
  after.paid += applied;
  TRY(PostingStore(session).insert(
      {.posting_id = market.ids.next(),
       .at_ms = market.clock.now_ms(),
       .kind = PostingKind::sale,
       .vendor = after.vendor,
       .order_id = order_id,
       .reference = receipt.receipt_id + ":" + order_id,
       .currency = after.total.currency,
       .split =
           split_after(after.split, after.paid).minus(split_after(after.split, before.paid))}));
  return license_if_due(market, session, before, after);
}

// "2026-000017", wherever it stands in the text.
std::string invoice_number_in(const std::string& text) {
  constexpr std::size_t kYear = 4, kDigitsMin = 6;
  const auto digit = [&](std::size_t at) {
    return at < text.size() && text[at] >= '0' && text[at] <= '9';
  };
  for (std::size_t dash = text.find('-'); dash != std::string::npos;
       dash = text.find('-', dash + 1)) {
    std::size_t begin = dash, end = dash + 1;
    while (begin > 0 && digit(begin - 1)) --begin;
    while (digit(end)) ++end;
    if (dash - begin == kYear && end - dash - 1 >= kDigitsMin)
      return text.substr(begin, end - begin);
  }
  return {};
}

Result<std::string> find_order(db::Session& session, const MoneyIn& in) {
  if (!in.order_id.empty()) return in.order_id;
  if (const auto reference = find_creditor_reference(in.message)) {
    const auto order_id = TRY(InvoiceStore(session).order_of_reference(*reference));
    return order_id.value_or("");
  }
  // Also of an order from before invoices were kept.
  const std::string number = invoice_number_in(in.message);
  if (number.empty()) return std::string();
  return OrderStore(session).of_invoice_number(number);
}

Result<Receipt> take(Market& market, db::Session& session, const MoneyIn& in) {
  ReceiptStore receipts(session);
  if (auto earlier = TRY(receipts.find(in.reference))) {
    if (earlier->money.amount != in.money.amount || earlier->money.currency != in.money.currency)
      return payment_refused(
          ErrorCode::conflict, "reference-used",
          "the payment reference '" + in.reference + "' is recorded with another sum");
    return *std::move(earlier);
  }
  Receipt receipt{.receipt_id = market.ids.next(),
                  .source = in.source,
                  .reference = in.reference,
                  .money = in.money,
                  .payer = in.payer,
                  .message = in.message,
                  .recorded_at_ms = market.clock.now_ms()};
  TRY(receipts.insert(receipt));
  const Receipt before = receipt;
  const std::string order_id = TRY(find_order(session, in));
  if (order_id.empty()) return receipt;
  const Order order = TRY(OrderStore(session).get(order_id));
  if (order.total.currency != in.money.currency) return receipt;
  TRY(apply(market, session, receipt, order_id));
  TRY(receipts.update(before, receipt));
  return receipt;
}

// Whether the sum is what the operator may record without a second look.
Status check_sum(const Order& order, const std::vector<Instalment>& schedule,
                 const licensing::Money& money) {
  std::vector<std::int64_t> sums{order.total.amount - order.paid};
  std::int64_t due = -order.paid;
  for (const Instalment& part : schedule) {
    due += part.amount;
    if (due > 0) sums.push_back(due);
  }
  if (money.currency == order.total.currency && std::ranges::find(sums, money.amount) != sums.end())
    return ok();
  std::string wanted = money_text(sums.front(), order.total.currency);
  if (sums.size() > 1)
    wanted = money_text(sums[1], order.total.currency) + " (the next instalment) or " + wanted;
  return payment_refused(ErrorCode::invalid_argument, "other-sum",
                         "invoice " + order.invoice_number + " is open over " + wanted + " " +
                             order.total.currency + ", not " +
                             money_text(money.amount, money.currency) + " " + money.currency);
}

// The sum with its currency, if the operator may record it under this reference.
Result<licensing::Money> check_by_hand(db::Session& session, const std::string& order_id,
                                       const std::string& reference, const licensing::Money& told) {
  const Order order = TRY(OrderStore(session).get(order_id));
  licensing::Money money = told;
  if (money.currency.empty()) money.currency = order.total.currency;
  if (const auto earlier = TRY(ReceiptStore(session).find(reference))) {
    if (earlier->order_id == order_id) return money;
    return payment_refused(
        ErrorCode::conflict, "reference-used",
        "the payment reference '" + reference + "' is recorded for another order");
  }
  if (order.total.amount == 0)
    return payment_refused(ErrorCode::conflict, "nothing-to-pay",
                           "order '" + order_id + "' needs no payment");
  if (order.state == OrderState::cancelled || order.state == OrderState::refunded ||
      order.paid == order.total.amount)
    return payment_refused(ErrorCode::conflict, "paid-already",
                           "invoice " + order.invoice_number + " is paid or closed already");
  const auto schedule = TRY(InvoiceStore(session).schedule(order_id));
  TRY(check_sum(order, schedule, money));
  return money;
}

}  // namespace

Result<Receipt> take_money(Market& market, const MoneyIn& in) {
  auto receipt = TRY(
      market.database.transaction([&](db::Session& session) { return take(market, session, in); }));
  log_commitments(market);
  if (receipt.held() > 0)
    log::warning("money that needs a look", {{"receipt", receipt.receipt_id},
                                             {"outcome", std::string(to_text(receipt.outcome))}});
  return receipt;
}

Result<OrderStanding> record_payment(Market& market, const std::string& order_id,
                                     const std::string& reference, const licensing::Money& money) {
  auto standing = market.database.transaction([&](db::Session& session) -> Result<OrderStanding> {
    const licensing::Money paid = TRY(check_by_hand(session, order_id, reference, money));
    TRY(take(market, session,
             {.source = ReceiptSource::hand,
              .reference = reference,
              .money = paid,
              .order_id = order_id}));
    return standing_of(session, order_id);
  });
  if (standing && standing->license) log_commitments(market);
  return standing;
}

Result<Receipt> match_receipt(Market& market, const std::string& receipt_id,
                              const std::string& order_id) {
  auto matched = market.database.transaction([&](db::Session& session) -> Result<Receipt> {
    ReceiptStore receipts(session);
    const Receipt before = TRY(receipts.get(receipt_id));
    if (before.order_id == order_id && before.applied > 0) return before;
    const Order order = TRY(OrderStore(session).get(order_id));
    if (before.held() == 0 || before.applied > 0)
      return payment_refused(ErrorCode::conflict, "nothing-held",
                             "of receipt '" + receipt_id + "' nothing is free to be matched");
    if (order.total.currency != before.money.currency)
      return payment_refused(ErrorCode::conflict, "other-currency",
                             "invoice " + order.invoice_number + " is in " + order.total.currency +
                                 "; return the money instead");
    Receipt receipt = before;
    TRY(apply(market, session, receipt, order_id));
    if (receipt.applied == 0)
      return payment_refused(ErrorCode::conflict, "paid-already",
                             "invoice " + order.invoice_number + " is paid or closed already");
    TRY(receipts.update(before, receipt));
    return receipt;
  });
  if (matched) log_commitments(market);
  return matched;
}

Result<Receipt> return_receipt(Market& market, const std::string& receipt_id,
                               const std::string& reference) {
  return market.database.transaction([&](db::Session& session) -> Result<Receipt> {
    ReceiptStore receipts(session);
    const Receipt before = TRY(receipts.get(receipt_id));
    if (before.returned > 0 && before.return_reference == reference) return before;
    if (before.held() == 0)
      return payment_refused(ErrorCode::conflict, "nothing-held",
                             "of receipt '" + receipt_id + "' nothing is held");
    Receipt receipt = before;
    receipt.returned += before.held();
    receipt.return_reference = reference;
    TRY(receipts.update(before, receipt));
    return receipt;
  });
}

Result<std::vector<Receipt>> held_receipts(Market& market, const std::string& after_id) {
  return market.database.read(
      [&](db::Session& session) { return ReceiptStore(session).held(after_id, kReceiptsPage); });
}

}  // namespace kontor::marketplace

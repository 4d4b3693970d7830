#include "licensing/core/money.hpp"
#include "licensing/core/quote_parts.hpp"

namespace kontor::licensing {

namespace {

constexpr std::int64_t kMonthsOfYear = 12;

// What is paid again and again: the term at its beginning.
Result<PaymentPlan> plan_of_terms(const Asked& asked) {
  PaymentPlan plan =
      TRY(payment_plan(asked.offer, asked.request.grant, asked.quantity, asked.term_months));
  if (asked.term_months > 0) {
    plan.each = TRY(times(plan.each, asked.periods));
    plan.period_months = asked.term_months;
  }
  return plan;
}

// Renewals of the updates of a bought licence that is kept up to date.
Result<std::int64_t> updates_over(const Asked& asked, std::int64_t months) {
  const Offer& offer = asked.offer;
  const Grant grant = asked.request.grant;
  const bool bought = grant == Grant::purchase || grant == Grant::instalments;
  if (!bought || offer.period != Period::once || offer.updates.months == 0) return 0;
  const std::int64_t windows = (months + offer.updates.months - 1) / offer.updates.months;
  const std::int64_t price =
      TRY(times(unit_amount(offer, asked.quantity, asked.term_months), asked.units));
  constexpr std::int64_t kWhole = 100;
  const std::int64_t renewal = TRY(share_of(price, offer.updates.renewal_percent, kWhole));
  return times(renewal, windows - 1);
}

// The season comes every year, its fee and a coupon once.
Result<std::int64_t> besides(const std::vector<QuoteLine>& lines, std::int64_t years) {
  std::int64_t sum = 0;
  for (const QuoteLine& line : lines) {
    if (line.code == "season") {
      const std::int64_t seasons = TRY(times(line.total, years));
      sum = TRY(plus(sum, seasons));
    }
    if (line.code == "season-fee" || line.code == "coupon") sum = TRY(plus(sum, line.total));
  }
  return sum;
}

Result<YearsTotal> total_of(const Asked& asked, const std::vector<QuoteLine>& lines,
                            std::int64_t years) {
  const QuoteRequest& request = asked.request;
  const std::int64_t months = years * kMonthsOfYear;
  const PaymentPlan plan = TRY(plan_of_terms(asked));
  const std::int64_t paid = TRY(paid_after(plan, months));
  YearsTotal total{.years = years};
  const std::int64_t more = TRY(besides(lines, years));
  const std::int64_t updates = TRY(updates_over(asked, months));
  total.licence = TRY(plus(paid, more));
  total.licence_with_updates = TRY(plus(total.licence, updates));
  total.data_transfer = request.data_transfer;
  total.adaptation = request.adaptation;
  total.support = TRY(times(request.support_per_year, years));
  total.losses_in_transition = request.losses_in_transition;
  for (const std::int64_t part : {total.licence_with_updates, total.data_transfer, total.adaptation,
                                  total.support, total.losses_in_transition}) {
    total.ownership = TRY(plus(total.ownership, part));
  }
  return total;
}

}  // namespace

Result<std::vector<YearsTotal>> quote_years(const Asked& asked,
                                            const std::vector<QuoteLine>& lines) {
  std::vector<YearsTotal> all;
  all.reserve(3);
  for (const std::int64_t years : {1, 3, 5}) {
    YearsTotal total = TRY(total_of(asked, lines, years));
    all.push_back(total);
  }
  return all;
}

}  // namespace kontor::licensing

#include "licensing/core/money.hpp"
#include "licensing/core/quote_parts.hpp"
#include "licensing/core/refusals.hpp"

namespace kontor::licensing {

namespace {

Result<QuoteLine> line(const char* code, std::string text, std::int64_t quantity,
                       std::int64_t amount) {
  QuoteLine made{.code = code, .text = std::move(text), .quantity = quantity, .amount = amount};
  made.total = TRY(times(amount, quantity));
  return made;
}

std::string unit_text(const Offer& offer, std::int64_t units) {
  if (offer.per == PricePer::company) return offer.product + " for the company";
  return offer.product + ", " + std::to_string(units) + (units == 1 ? " seat" : " seats");
}

std::string term_text(const Asked& asked) {
  if (asked.term_months == 0) return ", bought once";
  return ", " + std::to_string(asked.term_months) + (asked.term_months == 1 ? " month" : " months");
}

Result<QuoteLine> price_line(const Asked& asked) {
  const Offer& offer = asked.offer;
  const std::string what = unit_text(offer, asked.units);
  switch (asked.request.grant) {
    case Grant::trial:
      return line("trial", what + ", trial", asked.units, 0);
    case Grant::rental: {
      TRY(payment_plan(offer, Grant::rental, asked.quantity, asked.term_months));
      const std::int64_t count = TRY(times(asked.units, asked.periods));
      return line("rental", what + " rented" + term_text(asked), count, offer.rental->amount);
    }
    case Grant::instalments: {
      TRY(payment_plan(offer, Grant::instalments, asked.quantity, asked.term_months));
      const std::int64_t count = TRY(times(asked.units, offer.instalments->count));
      return line("instalments",
                  what + ", in " + std::to_string(offer.instalments->count) + " payments", count,
                  offer.instalments->amount);
    }
    case Grant::purchase:
      break;
  }
  const std::int64_t count = TRY(times(asked.units, asked.periods));
  return line("price", what + term_text(asked), count,
              unit_amount(offer, asked.quantity, asked.term_months));
}

Result<QuoteLine> coupon_line(const Asked& asked, const std::vector<QuoteLine>& lines) {
  const Coupon& coupon = *asked.request.coupon;
  if (asked.request.grant == Grant::instalments || asked.request.grant == Grant::trial)
    return refuse(ErrorCode::invalid_argument, "coupon-not-valid",
                  "the coupon is for what is paid at once");
  const Money price{.amount = lines.front().total, .currency = asked.offer.price.currency};
  const std::int64_t off =
      TRY(reduction(coupon, asked.offer.offer_id, price, asked.request.starts_at_ms));
  return line("coupon", "coupon " + coupon.code, 1, -off);
}

}  // namespace

Result<std::vector<QuoteLine>> quote_lines(const Asked& asked) {
  const Offer& offer = asked.offer;
  const QuoteRequest& request = asked.request;
  std::vector<QuoteLine> lines;
  lines.push_back(TRY(price_line(asked)));
  const std::int64_t fee = request.grant == Grant::rental ? offer.rental->fee : offer.fee;
  if (fee > 0 && request.grant != Grant::trial)
    lines.push_back(TRY(line("fee", "once, with the first order", 1, fee)));
  if (request.seasonal_quantity > 0) {
    const std::int64_t periods = request.seasonal_months / months_of(offer.rental->period);
    const std::int64_t units = offer.per == PricePer::company ? 1 : request.seasonal_quantity;
    const std::int64_t count = TRY(times(units, periods));
    lines.push_back(TRY(line("season",
                             unit_text(offer, units) + " rented for a season of " +
                                 std::to_string(request.seasonal_months) + " months",
                             count, offer.rental->amount)));
    if (offer.rental->fee > 0)
      lines.push_back(TRY(line("season-fee", "once, with the first season", 1, offer.rental->fee)));
  }
  if (request.coupon) {
    QuoteLine off = TRY(coupon_line(asked, lines));
    lines.push_back(std::move(off));
  }
  return lines;
}

}  // namespace kontor::licensing

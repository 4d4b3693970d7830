#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "licensing/core/coupon.hpp"
#include "licensing/core/license.hpp"
#include "licensing/core/offer.hpp"

namespace kontor::licensing {

// What a company asks a price for.
struct QuoteRequest {
  std::int64_t quantity = 1;
  // Of a subscription or rental, whole periods; 0: one period.
  std::int64_t term_months = 0;
  Grant grant = Grant::purchase;
  std::int64_t seasonal_quantity = 0;  // Seats rented beside those bought …
  std::int64_t seasonal_months = 0;    // … for so long in each year.
  TimeMs starts_at_ms = 0;
  std::string company_id = {};
  bool tried_before = false;  // The company has had its trial of the product.
  std::optional<Coupon> coupon = {};
  // What the buyer expects beside the licence, for the cost of ownership; minor units.
  std::int64_t data_transfer = 0;
  std::int64_t adaptation = 0;
  std::int64_t support_per_year = 0;
  std::int64_t losses_in_transition = 0;
};

struct QuoteLine {
  std::string code;  // price, fee, season, season-fee, coupon
  std::string text;
  std::int64_t quantity = 1;  // Units times periods.
  std::int64_t amount = 0;    // Of one.
  std::int64_t total = 0;
};

// A term that holds if the buyer agrees, for people and for programs.
struct Condition {
  std::string code;
  std::string text;
};

// The cheapest step to a better price per unit.
struct NextTier {
  std::int64_t quantity = 0;
  std::int64_t term_months = 0;
  std::int64_t unit_amount = 0;
  std::int64_t total = 0;  // Of the order with that quantity and term.
};

// What will have been paid after so many years, and the five parts of cost of ownership:
// licence (with updates), data transfer, adaptation, support, losses in transition.
struct YearsTotal {
  std::int64_t years = 0;
  std::int64_t licence = 0;
  std::int64_t licence_with_updates = 0;  // A bought licence kept up to date.
  std::int64_t data_transfer = 0;
  std::int64_t adaptation = 0;
  std::int64_t support = 0;
  std::int64_t losses_in_transition = 0;
  std::int64_t ownership = 0;  // The five together.
};

struct InstalmentQuote {
  std::int64_t count = 0;
  std::int64_t each = 0;
  std::int64_t total = 0;
  std::int64_t surcharge = 0;               // Over the price paid at once.
  std::int64_t surcharge_basis_points = 0;  // 1313: 13.13 %.
};

struct RentOrBuy {
  std::int64_t month = 0;  // First one in which renting has cost more.
  std::int64_t rented = 0;
  std::int64_t bought = 0;
};

struct RenewalQuote {
  std::optional<TimeMs> at_ms = {};  // None: a year after the activation that is yet to come.
  std::optional<TimeMs> notice_at_ms = {};  // 90 days earlier.
  std::int64_t months = 0;
  std::int64_t amount = 0;
};

struct Quote {
  std::string offer_id;
  std::string product;
  std::string currency;          // Of every amount.
  std::int64_t quantity = 0;     // Sold: never below the least number.
  std::int64_t term_months = 0;  // 0: bought once.
  std::int64_t unit_amount = 0;
  std::vector<QuoteLine> lines = {};
  std::vector<Condition> conditions = {};
  std::int64_t now = 0;                // Due with the order.
  std::int64_t total = 0;              // Of the order: `now`, or all instalments.
  std::vector<YearsTotal> years = {};  // 1, 3 and 5.
  std::optional<NextTier> next_tier = {};
  std::optional<RentOrBuy> renting_overtakes = {};
  std::optional<InstalmentQuote> instalments = {};
  std::optional<RenewalQuote> renewal = {};
  std::optional<TimeMs> ends_at_ms = {};  // Of a trial.
};

// Pure. A term is paid at its beginning; years count from the first day. `alternative` is
// another offer of the product, to compare renting with buying; an offer with `rental` is
// compared with itself. invalid_argument with a code: `quantity-out-of-range`,
// `term-not-whole-periods`, `not-offered`, `not-for-this-company`, `trial-used`,
// `coupon-not-valid`, `sum-too-large`.
Result<Quote> quote(const Offer& offer, const QuoteRequest& request,
                    const Offer* alternative = nullptr);

// The request as JSON (REST and CLI); `invalid-quote-request`. company_id, tried_before and
// the coupon are the caller's to fill in.
Result<QuoteRequest> parse_quote_request(const Json& json, TimeMs now_ms);
const Json& quote_request_schema();
Json to_json(const Quote& quote);

// Every condition of the offer in words, in a fixed order.
std::vector<Condition> conditions_of(const Offer& offer);

}  // namespace kontor::licensing

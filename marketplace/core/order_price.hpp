#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/core/clock.hpp"
#include "licensing/core/license.hpp"
#include "marketplace/core/invoice.hpp"
#include "marketplace/core/order_wish.hpp"

namespace kontor::marketplace {

// What a wish is measured against. For a wish that changes a licence, `license` is its course up
// to now and `offer` the frozen one it was last sold under.
struct PricedWish {
  const OrderWish& wish;
  const licensing::Offer& offer;  // Of an upgrade: the one it goes to.
  const licensing::License* license = nullptr;
  std::int64_t paid_net = 0;  // For the licence so far.
  TimeMs now_ms = 0;
};

struct OrderPrice {
  std::vector<InvoiceLine> lines = {};  // Net. Their sum may be zero.
  std::int64_t seats = 0;
  std::int64_t months = 0;       // Of a subscription, a rental or its renewal.
  std::int64_t instalments = 0;  // How many payments; 0: one.
};

// One-off fees that a company has paid under an offer before: they are not asked again.
struct FeesPaid {
  bool own = false;     // With what it bought, subscribed to or pays by instalments.
  bool rental = false;  // With a season it rented.
};
licensing::Offer with_fees_due(licensing::Offer offer, const FeesPaid& paid);

// The lines of the invoice, by the offer's terms and nothing else: a tier's price only where both
// its conditions hold (N4), instalments with their own total (N2), updates at their percentage of
// the frozen price (N6), an upgrade for the difference, of a subscription for the rest of its
// time, a buy-out for max(0, price - credit % of what was paid), half to even.
// invalid_argument (code "not-offered") for what the offer does not sell.
Result<OrderPrice> price_order(const PricedWish& wish);

}  // namespace kontor::marketplace

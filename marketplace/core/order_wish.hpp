#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/core/json.hpp"

namespace kontor::marketplace {

// What an order asks for.
enum class OrderKind {
  purchase,      // A new licence: for ever, or for whole periods paid at once.
  rental,        // A new licence that ends, of a product that is also sold for ever.
  instalments,   // A new licence, paid in the offer's instalments.
  trial,         // A new licence, free for the offer's trial days; once per company.
  renewal,       // More periods of a subscription or rental, or a licence's next updates.
  upgrade,       // The licence's product in an edition of higher rank, for the difference.
  buy_out,       // A rented licence for ever, for what is left of the price.
  major_update,  // The next major version, where the offer prices it apart.
};
std::string_view to_text(OrderKind kind);
Result<OrderKind> parse_order_kind(std::string_view text);
// Whether it changes a licence that is there, instead of making one.
bool changes_license(OrderKind kind);

struct OrderWish {
  OrderKind kind = OrderKind::purchase;
  std::string offer_id = {};     // Not for renewal, buy-out and major update: theirs is frozen.
  std::string license_id = {};   // For what changes_license().
  std::int64_t quantity = 0;     // Not for what changes a licence: it keeps its seats.
  std::int64_t term_months = 0;  // 0: one period of the offer.
  std::string coupon = {};
};

// {"kind"?, "offer_id"?, "license_id"?, "quantity"?, "term_months"?, "coupon"?}; invalid_argument
// (code "invalid-order") for members that do not belong to the kind or are missing.
Result<OrderWish> parse_order_wish(const Json& json);
Json to_json(const OrderWish& wish);

inline constexpr std::int64_t kSeatsMax = 1'000'000;
inline constexpr std::int64_t kTermMonthsMax = 120;

}  // namespace kontor::marketplace

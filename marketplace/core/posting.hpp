#pragma once

#include <string>
#include <string_view>

#include "base/core/clock.hpp"
#include "base/core/result.hpp"
#include "marketplace/core/proportion.hpp"

namespace kontor::marketplace {

enum class PostingKind {
  sale,    // Money that came for an order.
  refund,  // The same, taken back; below zero.
  payout,  // To the vendor; below zero, all of it the vendor's share.
};
std::string_view to_text(PostingKind kind);
Result<PostingKind> parse_posting_kind(std::string_view text);

// One line of the market's books. The gross is split to the last unit, so sums over postings
// always reconcile.
struct Posting {
  std::string posting_id = {};
  TimeMs at_ms = 0;
  PostingKind kind = PostingKind::sale;
  std::string vendor = {};
  std::string order_id = {};   // Empty for a payout.
  std::string reference = {};  // Receipt, order refunded, or the payout's bank reference.
  std::string currency = {};
  Split split = {};
};

}  // namespace kontor::marketplace

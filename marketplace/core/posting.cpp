#include "marketplace/core/posting.hpp"

namespace kontor::marketplace {

std::string_view to_text(PostingKind kind) {
  if (kind == PostingKind::sale) return "sale";
  return kind == PostingKind::refund ? "refund" : "payout";
}

Result<PostingKind> parse_posting_kind(std::string_view text) {
  for (const PostingKind kind : {PostingKind::sale, PostingKind::refund, PostingKind::payout})
    if (text == to_text(kind)) return kind;
  return Error{ErrorCode::internal, "no posting is a '" + std::string(text) + "'"};
}

}  // namespace kontor::marketplace

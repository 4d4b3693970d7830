#include "marketplace/core/vendor_account.hpp"

namespace kontor::marketplace {

void add(AccountSums& sums, const Posting& posting) {
  switch (posting.kind) {
    case PostingKind::sale:
      sums.sales += posting.split.gross();
      break;
    case PostingKind::refund:
      sums.refunds += posting.split.gross();
      break;
    case PostingKind::payout:
      sums.paid_out += posting.split.gross();
      return;
  }
  sums.tax += posting.split.tax;
  sums.commission += posting.split.commission;
}

}  // namespace kontor::marketplace

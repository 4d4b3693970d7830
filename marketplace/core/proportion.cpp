#include "marketplace/core/proportion.hpp"

namespace kontor::marketplace {

std::int64_t proportion(std::int64_t amount, std::int64_t part, std::int64_t whole) {
  __extension__ using Wide = __int128;
  const Wide product = Wide{amount} * part;
  Wide quotient = product / whole;
  const Wide rest = product % whole;
  const Wide twice = (rest < 0 ? -rest : rest) * 2;
  if (twice > whole || (twice == whole && quotient % 2 != 0)) quotient += product < 0 ? -1 : 1;
  return static_cast<std::int64_t>(quotient);
}

Split split_after(const Split& whole, std::int64_t paid) {
  if (whole.gross() == 0) return {};
  Split split{.tax = proportion(whole.tax, paid, whole.gross()),
              .commission = proportion(whole.commission, paid, whole.gross()),
              .share = 0};
  split.share = paid - split.tax - split.commission;
  return split;
}

}  // namespace kontor::marketplace

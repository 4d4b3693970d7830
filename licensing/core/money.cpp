#include "licensing/core/money.hpp"

#include <algorithm>
#include <array>
#include <limits>

#include "licensing/core/refusals.hpp"

namespace kontor::licensing {

namespace {

Error sum_too_large() {
  return refuse(ErrorCode::invalid_argument, "sum-too-large",
                "the sum is too large to be written down; ask for fewer seats or a shorter term");
}

// ISO 4217 minor units other than two.
constexpr std::array<std::string_view, 8> kWithoutMinor = {"CLP", "ISK", "JPY", "KRW",
                                                           "PYG", "UGX", "VND", "XOF"};
constexpr std::array<std::string_view, 5> kThousandths = {"BHD", "JOD", "KWD", "OMR", "TND"};

template <typename List>
bool among(const List& list, std::string_view currency) {
  return std::find(list.begin(), list.end(), currency) != list.end();
}

}  // namespace

Result<std::int64_t> times(std::int64_t amount, std::int64_t count) {
  std::int64_t product = 0;
  if (__builtin_mul_overflow(amount, count, &product)) return sum_too_large();
  return product;
}

Result<std::int64_t> plus(std::int64_t left, std::int64_t right) {
  std::int64_t sum = 0;
  if (__builtin_add_overflow(left, right, &sum)) return sum_too_large();
  return sum;
}

Result<std::int64_t> share_of(std::int64_t amount, std::int64_t part, std::int64_t whole) {
  __extension__ using Wide = __int128;
  const Wide product = static_cast<Wide>(amount) * part;
  Wide quotient = product / whole;
  const Wide twice_rest = (product % whole) * 2;
  if (twice_rest > whole || (twice_rest == whole && quotient % 2 != 0)) ++quotient;
  if (quotient > std::numeric_limits<std::int64_t>::max()) return sum_too_large();
  return static_cast<std::int64_t>(quotient);
}

std::string money_text(std::int64_t amount, std::string_view currency) {
  std::size_t digits = 2;
  if (among(kWithoutMinor, currency)) digits = 0;
  if (among(kThousandths, currency)) digits = 3;
  std::string text = std::to_string(amount);
  const std::size_t sign = amount < 0 ? 1 : 0;
  if (digits > 0) {
    if (text.size() - sign <= digits) text.insert(sign, digits + 1 + sign - text.size(), '0');
    text.insert(text.size() - digits, ".");
  }
  return text.append(" ").append(currency);
}

}  // namespace kontor::licensing

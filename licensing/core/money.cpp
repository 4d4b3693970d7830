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

// ISO 4217, List One: minor units other than two.
constexpr std::array<std::string_view, 16> kWithoutMinor{"BIF", "CLP", "DJF", "GNF", "ISK", "JPY",
                                                         "KMF", "KRW", "PYG", "RWF", "UGX", "VND",
                                                         "VUV", "XAF", "XOF", "XPF"};
constexpr std::array<std::string_view, 7> kThousandths{"BHD", "IQD", "JOD", "KWD",
                                                       "LYD", "OMR", "TND"};

std::string plain_digits(std::int64_t amount, std::size_t minor) {
  // The smallest number has no positive twin in 64 signed bits.
  const std::uint64_t size =
      amount < 0 ? ~static_cast<std::uint64_t>(amount) + 1 : static_cast<std::uint64_t>(amount);
  std::string digits = std::to_string(size);
  if (digits.size() <= minor) digits.insert(0, minor + 1 - digits.size(), '0');
  return digits;
}

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

int minor_digits(std::string_view currency) {
  if (among(kWithoutMinor, currency)) return 0;
  return among(kThousandths, currency) ? 3 : 2;
}

std::string amount_text(std::int64_t amount, std::string_view currency) {
  const auto minor = static_cast<std::size_t>(minor_digits(currency));
  const std::string digits = plain_digits(amount, minor);
  const std::size_t whole = digits.size() - minor;
  std::string text = amount < 0 ? "-" : "";
  for (std::size_t at = 0; at < digits.size(); ++at) {
    if (at == whole) text += '.';
    if (at > 0 && at < whole && (whole - at) % 3 == 0) text += ' ';
    text += digits[at];
  }
  return text;
}

std::string money_text(std::int64_t amount, std::string_view currency) {
  const auto minor = static_cast<std::size_t>(minor_digits(currency));
  std::string text = plain_digits(amount, minor);
  if (minor > 0) text.insert(text.size() - minor, ".");
  if (amount < 0) text.insert(0, "-");
  return text.append(" ").append(currency);
}

}  // namespace kontor::licensing

#include "marketplace/core/money_text.hpp"

#include <algorithm>
#include <array>

namespace kontor::marketplace {
namespace {

constexpr std::array<std::string_view, 16> kNoMinorUnit{"BIF", "CLP", "DJF", "GNF", "ISK", "JPY",
                                                        "KMF", "KRW", "PYG", "RWF", "UGX", "VND",
                                                        "VUV", "XAF", "XOF", "XPF"};
constexpr std::array<std::string_view, 7> kThreeDigits{"BHD", "IQD", "JOD", "KWD",
                                                       "LYD", "OMR", "TND"};
constexpr std::size_t kDecimalMax = 18;  // Digits of a bank's amount (ISO 20022).

Error no_amount(std::string_view text) {
  return {ErrorCode::invalid_argument,
          "\"" + std::string(text.substr(0, 40)) + "\" is not an amount of its currency"};
}

bool digits_only(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

int minor_digits(std::string_view currency) {
  if (std::ranges::find(kNoMinorUnit, currency) != kNoMinorUnit.end()) return 0;
  return std::ranges::find(kThreeDigits, currency) != kThreeDigits.end() ? 3 : 2;
}

std::string money_text(std::int64_t amount, std::string_view currency) {
  const auto digits = static_cast<std::size_t>(minor_digits(currency));
  const bool negative = amount < 0;
  // The smallest number has no positive twin in 64 signed bits.
  const std::uint64_t size =
      negative ? ~static_cast<std::uint64_t>(amount) + 1 : static_cast<std::uint64_t>(amount);
  std::string plain = std::to_string(size);
  if (plain.size() <= digits) plain = std::string(digits + 1 - plain.size(), '0') + plain;
  const std::size_t whole = plain.size() - digits;
  std::string text;
  if (negative) text += '-';
  for (std::size_t at = 0; at < plain.size(); ++at) {
    if (at == whole) text += '.';
    if (at > 0 && at < whole && (whole - at) % 3 == 0) text += ' ';
    text += plain[at];
  }
  return text;
}

Result<std::int64_t> parse_decimal(std::string_view text, std::string_view currency) {
  const std::size_t point = text.find('.');
  const std::string_view whole = text.substr(0, point);
  std::string_view rest = point == std::string_view::npos ? "" : text.substr(point + 1);
  while (rest.ends_with('0')) rest.remove_suffix(1);
  const auto digits = static_cast<std::size_t>(minor_digits(currency));
  if (whole.empty() || !digits_only(whole) || !digits_only(rest) || rest.size() > digits ||
      whole.size() + digits > kDecimalMax)
    return no_amount(text);
  std::string all = std::string(whole) + std::string(rest);
  all.append(digits - rest.size(), '0');
  std::int64_t amount = 0;
  for (const char c : all) amount = amount * 10 + (c - '0');
  return amount;
}

}  // namespace kontor::marketplace

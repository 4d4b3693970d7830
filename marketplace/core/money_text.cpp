#include "marketplace/core/money_text.hpp"

#include <algorithm>

namespace kontor::marketplace {
namespace {

constexpr std::size_t kDecimalMax = 18;  // Digits of a bank's amount (ISO 20022).

Error no_amount(std::string_view text) {
  return {ErrorCode::invalid_argument,
          "\"" + std::string(text.substr(0, 40)) + "\" is not an amount of its currency"};
}

bool digits_only(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

Result<std::int64_t> parse_decimal(std::string_view text, std::string_view currency) {
  const std::size_t point = text.find('.');
  const std::string_view whole = text.substr(0, point);
  std::string_view rest = point == std::string_view::npos ? "" : text.substr(point + 1);
  while (rest.ends_with('0')) rest.remove_suffix(1);
  const auto digits = static_cast<std::size_t>(licensing::minor_digits(currency));
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

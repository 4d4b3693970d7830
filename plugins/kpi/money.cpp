#include "money.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace kontor::kpi {
namespace {

constexpr char kNarrowSpace[] = "\xe2\x80\xaf";

std::string grouped(std::string digits) {
  for (std::size_t at = digits.size(); at > 3;) {
    at -= 3;
    digits.insert(at, kNarrowSpace);
  }
  return digits;
}

}  // namespace

double minor_units(std::string_view currency) {
  static constexpr std::array<std::string_view, 6> kWhole{"CLP", "ISK", "JPY", "KRW", "VND", "XAF"};
  return std::find(kWhole.begin(), kWhole.end(), currency) != kWhole.end() ? 1 : 100;
}

std::string format_money(double minor, std::string_view currency) {
  const double units = minor_units(currency);
  const auto rounded = static_cast<long long>(std::llround(std::abs(minor)));
  const auto whole = rounded / static_cast<long long>(units);
  std::string text = (minor < 0 && rounded > 0 ? "-" : "") + grouped(std::to_string(whole));
  if (units > 1) {
    const std::string cents = std::to_string(rounded % static_cast<long long>(units));
    text += "." + std::string(2 - cents.size(), '0') + cents;
  }
  return text + kNarrowSpace + std::string(currency);
}

}  // namespace kontor::kpi

#include "money.hpp"

#include <algorithm>
#include <array>

namespace kontor::kpi {

double minor_units(std::string_view currency) {
  static constexpr std::array<std::string_view, 6> kWhole{"CLP", "ISK", "JPY", "KRW", "VND", "XAF"};
  return std::find(kWhole.begin(), kWhole.end(), currency) != kWhole.end() ? 1 : 100;
}

}  // namespace kontor::kpi

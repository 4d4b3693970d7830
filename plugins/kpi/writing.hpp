#pragma once

#include <string>
#include <string_view>

namespace kontor::kpi {

// Numbers and money as the web app writes them for a reader of that language ("en", "ru", "sv",
// "da"; any other is written as English): what CLDR says of groups, decimal point, minus and the
// place of a currency's code.

// "1,234", without decimals.
std::string written_whole(double value, std::string_view locale);
// "11.11", with `places` decimals.
std::string written_decimal(double value, int places, std::string_view locale);
// "1,234.5" or "25": at most one decimal.
std::string written_number(double value, std::string_view locale);
// "SEK 84,300", "SEK 136,396.79", in Swedish "84 300 SEK": decimals where there are any.
std::string written_money(double minor, std::string_view currency, std::string_view locale);

}  // namespace kontor::kpi

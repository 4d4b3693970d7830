#pragma once

#include <string>
#include <string_view>

namespace kontor::kpi {

// How many minor units make one of the currency (ISO 4217): 100 but for a few.
double minor_units(std::string_view currency);

// "2 777.78 EUR": groups of three with a narrow no-break space, digits as the currency has.
std::string format_money(double minor, std::string_view currency);

}  // namespace kontor::kpi

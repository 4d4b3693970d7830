#pragma once

#include <string_view>

namespace kontor::kpi {

// How many minor units make one of the currency (ISO 4217): 100 but for a few.
double minor_units(std::string_view currency);

}  // namespace kontor::kpi

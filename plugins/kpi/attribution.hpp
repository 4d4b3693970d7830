#pragma once

#include <optional>
#include <string_view>
#include <vector>

namespace kontor::kpi {

enum class Attribution { first, last, linear, u_shaped, w_shaped, time_decay };

std::optional<Attribution> attribution_named(std::string_view name);

// The share of each touch, first to last, of what was won; together 1, nothing for none.
//   first, last   everything
//   linear        1/n
//   u_shaped      40 % first, 40 % last, 20 % between them; two: half each
//   w_shaped      30 % first, 30 % middle, 30 % last, 10 % the others; up to three: alike
//   time_decay    2^(-days/7), made to sum to 1
// `days_before` says how long before the win each touch was.
std::vector<double> attribute(Attribution rule, const std::vector<double>& days_before);

}  // namespace kontor::kpi

#include "attribution.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace kontor::kpi {
namespace {

constexpr double kHalfLifeDays = 7;

std::vector<double> positions(std::size_t n, const std::vector<std::size_t>& marked, double each,
                              double rest) {
  const double between = n > marked.size() ? rest / static_cast<double>(n - marked.size()) : 0;
  std::vector<double> shares(n, between);
  for (const std::size_t at : marked) shares[at] = each;
  return shares;
}

std::vector<double> decayed(const std::vector<double>& days_before) {
  std::vector<double> shares;
  shares.reserve(days_before.size());
  // Counted from the latest touch, so that old journeys do not vanish into 0/0.
  double latest = days_before.front();
  for (const double days : days_before) latest = std::min(latest, days);
  for (const double days : days_before)
    shares.push_back(std::exp2((latest - days) / kHalfLifeDays));
  const double sum = std::accumulate(shares.begin(), shares.end(), 0.0);
  for (double& share : shares) share /= sum;
  return shares;
}

}  // namespace

std::optional<Attribution> attribution_named(std::string_view name) {
  if (name == "first") return Attribution::first;
  if (name == "last") return Attribution::last;
  if (name == "linear") return Attribution::linear;
  if (name == "u_shaped") return Attribution::u_shaped;
  if (name == "w_shaped") return Attribution::w_shaped;
  if (name == "time_decay") return Attribution::time_decay;
  return std::nullopt;
}

std::vector<double> attribute(Attribution rule, const std::vector<double>& days_before) {
  const std::size_t n = days_before.size();
  if (n == 0) return {};
  if (n == 1) return {1};
  const std::vector<double> alike(n, 1 / static_cast<double>(n));
  switch (rule) {
    case Attribution::first:
      return positions(n, {0}, 1, 0);
    case Attribution::last:
      return positions(n, {n - 1}, 1, 0);
    case Attribution::linear:
      return alike;
    case Attribution::u_shaped:
      return n == 2 ? alike : positions(n, {0, n - 1}, 0.4, 0.2);
    case Attribution::w_shaped:
      return n <= 3 ? alike : positions(n, {0, n / 2, n - 1}, 0.3, 0.1);
    case Attribution::time_decay:
      return decayed(days_before);
  }
  return alike;
}

}  // namespace kontor::kpi

#include "forecast.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace kontor::kpi {
namespace {

struct Errors {
  double sum = 0;
  double absolute = 0;
  double actual = 0;
  double count = 0;
};

Errors errors_of(const Amounts& forecast, const Amounts& actual) {
  Errors errors;
  for (std::size_t i = 0; i < std::min(forecast.size(), actual.size()); ++i) {
    errors.sum += forecast[i] - actual[i];
    errors.absolute += std::abs(forecast[i] - actual[i]);
    errors.actual += actual[i];
    ++errors.count;
  }
  return errors;
}

std::optional<double> divided(double part, double whole) {
  if (whole == 0) return std::nullopt;
  return part / whole;
}

std::optional<double> in_percent(double part, double whole) {
  if (whole == 0) return std::nullopt;
  return part / whole * 100;
}

}  // namespace

double weighted_pipeline(const std::vector<Prospect>& open) {
  return std::accumulate(open.begin(), open.end(), 0.0, [](double sum, const Prospect& one) {
    return sum + one.amount * one.probability;
  });
}

std::optional<double> pipeline_accuracy_percent(double closed, double weighted) {
  return in_percent(closed, weighted);
}

std::optional<double> brier_score(const std::vector<Judged>& deals) {
  double sum = 0;
  for (const Judged& deal : deals) {
    const double miss = deal.probability - (deal.won ? 1 : 0);
    sum += miss * miss;
  }
  return divided(sum, static_cast<double>(deals.size()));
}

std::optional<double> bias_percent(const Amounts& forecast, const Amounts& actual) {
  const Errors errors = errors_of(forecast, actual);
  return in_percent(errors.sum, errors.actual);
}

std::optional<double> mean_error(const Amounts& forecast, const Amounts& actual) {
  const Errors errors = errors_of(forecast, actual);
  return divided(errors.sum, errors.count);
}

std::optional<double> wape_percent(const Amounts& forecast, const Amounts& actual) {
  const Errors errors = errors_of(forecast, actual);
  return in_percent(errors.absolute, errors.actual);
}

std::optional<double> mape_percent(const Amounts& forecast, const Amounts& actual) {
  double sum = 0;
  const std::size_t count = std::min(forecast.size(), actual.size());
  for (std::size_t i = 0; i < count; ++i) {
    const auto one = in_percent(std::abs(forecast[i] - actual[i]), actual[i]);
    if (!one) return std::nullopt;
    sum += *one;
  }
  return divided(sum, static_cast<double>(count));
}

std::optional<double> tracking_signal(const Amounts& forecast, const Amounts& actual) {
  const Errors errors = errors_of(forecast, actual);
  return divided(errors.sum * errors.count, errors.absolute);
}

}  // namespace kontor::kpi

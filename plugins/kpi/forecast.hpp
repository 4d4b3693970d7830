#pragma once

#include <optional>
#include <vector>

// How good a forecast was. Forecast and actual stand at the same place of two lists of the same
// length. A division by nothing has no value.
namespace kontor::kpi {

struct Prospect {
  double amount = 0;
  double probability = 0;  // 0 to 1.
};
// Sum of amount × probability.
double weighted_pipeline(const std::vector<Prospect>& open);
// What the deals of a frozen snapshot brought / their weighted pipeline then, in percent.
std::optional<double> pipeline_accuracy_percent(double closed, double weighted);

struct Judged {
  double probability = 0;  // 0 to 1, at the snapshot.
  bool won = false;
};
// Mean squared error of the probabilities: 0 is perfect.
std::optional<double> brier_score(const std::vector<Judged>& deals);

using Amounts = std::vector<double>;
// Sum of (forecast - actual) / sum of actual, in percent: above 0 is too much.
std::optional<double> bias_percent(const Amounts& forecast, const Amounts& actual);
// Mean of (forecast - actual), in the unit of both.
std::optional<double> mean_error(const Amounts& forecast, const Amounts& actual);
// Sum of |forecast - actual| / sum of actual, in percent.
std::optional<double> wape_percent(const Amounts& forecast, const Amounts& actual);
// Mean of |forecast - actual| / actual, in percent; nothing where an actual is 0.
std::optional<double> mape_percent(const Amounts& forecast, const Amounts& actual);
// Sum of (forecast - actual) / mean absolute deviation.
std::optional<double> tracking_signal(const Amounts& forecast, const Amounts& actual);

}  // namespace kontor::kpi

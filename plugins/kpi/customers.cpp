#include "customers.hpp"

#include <cmath>

namespace kontor::kpi {
namespace {

std::optional<double> over(double part, double whole) {
  if (whole == 0) return std::nullopt;
  return part / whole;
}

std::optional<double> percent_of(double part, double whole) {
  if (whole == 0) return std::nullopt;
  return part / whole * 100;
}

}  // namespace

std::optional<double> lifetime_value(double arpa, double margin, double churn) {
  return over(arpa * margin, churn);
}

std::optional<double> acquisition_cost(double cost, double new_customers) {
  return over(cost, new_customers);
}

std::optional<double> value_to_cost_ratio(std::optional<double> value, std::optional<double> cost) {
  if (!value || !cost) return std::nullopt;
  return over(*value, *cost);
}

std::optional<double> payback_months(std::optional<double> cac, double monthly_arpa,
                                     double margin) {
  if (!cac) return std::nullopt;
  return over(*cac, monthly_arpa * margin);
}

std::optional<double> churn_percent(double lost, double at_start) {
  return percent_of(lost, at_start);
}

std::optional<double> net_retention_percent(double start, double expansion, double contraction,
                                            double lost) {
  return percent_of(start + expansion - contraction - lost, start);
}

std::vector<std::optional<double>> retention_percent(double size,
                                                     const std::vector<double>& active) {
  std::vector<std::optional<double>> row;
  row.reserve(active.size());
  for (const double month : active) row.push_back(percent_of(month, size));
  return row;
}

std::optional<double> net_promoter_score(double promoters, double passives, double detractors) {
  const auto share = percent_of(promoters - detractors, promoters + passives + detractors);
  if (!share) return std::nullopt;
  return std::round(*share);
}

std::optional<double> satisfaction_percent(double top_two, double answers) {
  return percent_of(top_two, answers);
}

std::optional<double> first_contact_gross_percent(double resolved, double contacts) {
  return percent_of(resolved, contacts);
}

std::optional<double> first_contact_net_percent(double resolved, double contacts,
                                                double not_resolvable) {
  return percent_of(resolved, contacts - not_resolvable);
}

std::optional<double> adoption_percent(double active, double licensed) {
  return percent_of(active, licensed);
}

std::optional<double> quality_score(const DataQuality& quality) {
  double sum = 0;
  double known = 0;
  for (const auto& share :
       {quality.completeness, quality.uniqueness, quality.validity, quality.timeliness}) {
    if (!share) continue;
    sum += *share;
    ++known;
  }
  return over(sum, known);
}

}  // namespace kontor::kpi

#pragma once

#include <optional>
#include <vector>

// What a customer brings and costs, and how many stay. A division by nothing has no value.
namespace kontor::kpi {

// Simple lifetime value: revenue per account and period × gross margin (0 to 1) / churn per period
// (0 to 1). Without churn it has no value: nobody lives for ever.
std::optional<double> lifetime_value(double arpa, double margin, double churn);
// Cost of sales and marketing / new customers of the same period.
std::optional<double> acquisition_cost(double cost, double new_customers);
// LTV:CAC: what a customer brings / what winning one costs.
std::optional<double> value_to_cost_ratio(std::optional<double> value, std::optional<double> cost);
// Months until a customer has paid back what winning them cost.
std::optional<double> payback_months(std::optional<double> cac, double monthly_arpa, double margin);
// Lost in the period / customers at its start, in percent. Who came in the period does not count.
std::optional<double> churn_percent(double lost, double at_start);
// Net revenue retention, in percent: what those of the start bring at the end.
std::optional<double> net_retention_percent(double start, double expansion, double contraction,
                                            double lost);
// Of those who started together, who is active in each later month, in percent.
std::vector<std::optional<double>> retention_percent(double size,
                                                     const std::vector<double>& active);

// Net promoter score, -100 to 100: % of answers 9 and 10 minus % of 0 to 6, rounded to a whole.
std::optional<double> net_promoter_score(double promoters, double passives, double detractors);
// Top-2-box: answers 4 and 5 / all answers on a scale of 1 to 5, in percent.
std::optional<double> satisfaction_percent(double top_two, double answers);
// First-contact resolution: gross of all contacts; net of those that the first level can resolve.
std::optional<double> first_contact_gross_percent(double resolved, double contacts);
std::optional<double> first_contact_net_percent(double resolved, double contacts,
                                                double not_resolvable);

// Users with a meaningful action / licensed users, in percent; signing in is none.
std::optional<double> adoption_percent(double active, double licensed);

// Shares between 0 and 1 of data that is there, single, valid and fresh. What cannot be told
// (there are no records) is left out of the score, which is the mean of the rest, weights equal.
struct DataQuality {
  std::optional<double> completeness = {};
  std::optional<double> uniqueness = {};
  std::optional<double> validity = {};
  std::optional<double> timeliness = {};
};
std::optional<double> quality_score(const DataQuality& quality);

}  // namespace kontor::kpi

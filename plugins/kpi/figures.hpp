#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "aggregate.hpp"
#include "formulas.hpp"

// What the formulas need, asked of the host as aggregates: no record and no name comes here.
namespace kontor::kpi {

using Period = op::Period;
using Values = std::vector<std::optional<double>>;

struct Conversion {
  double created = 0;
  double won = 0;
  std::optional<double> percent = {};
  Filter converted = {};  // The leads whose deal is won.
};
// Leads created in the period, and those whose deal is won by now.
Conversion conversion(const Source& source, const Period& period);

// Amounts of one currency, in minor units.
struct Velocity {
  std::string currency;
  double opportunities = 0;
  std::optional<double> deal_value = {};
  std::optional<double> win_rate = {};
  std::optional<double> cycle_days = {};
  std::optional<double> per_day = {};
};
// One for each currency of the deals won in the period, the one with most deals first.
std::vector<Velocity> velocities(const Source& source, const Period& period);

struct Orders {
  std::string currency;
  double orders = 0;
  double revenue = 0;
  std::optional<double> average = {};
};
// One for each currency of the orders of the period, the one with most orders first.
std::vector<Orders> orders(const Source& source, const Period& period);

// A stage with what people call it, by language.
struct ReachedStage {
  FunnelStep step = {};
  std::map<std::string, std::string> labels = {};
};
// In the language, else in English, else as the pipeline calls it.
std::string stage_label(const std::map<std::string, std::string>& labels, const std::string& stage,
                        const std::string& locale);
// Of the deals that came into being in the period, how many have reached each stage of a pipeline
// by now, as the host counts it. A deal that jumps over a stage counts as having reached it.
std::vector<ReachedStage> funnel(const Source& source, const Period& period,
                                 const std::string& pipeline);

}  // namespace kontor::kpi

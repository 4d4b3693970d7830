#pragma once

#include <optional>
#include <string>
#include <vector>

#include "host/core/filter.hpp"

namespace kontor::host {

enum class Function { count, count_distinct, sum, average, min, max, average_days_between };

struct Measure {
  Function function = Function::count;
  std::string field;  // Empty for count.
  std::string to;     // Second time of average_days_between.
};

struct AggregateRequest {
  std::string entity;
  Filter filter;
  std::vector<std::string> group_by;  // See fields_of_group().
  std::vector<Measure> measures;
  std::optional<std::vector<std::string>> only = {};  // Ids: no other records, however many.
  std::string time_zone = {};  // Whose days and months times are put into; empty: UTC.
};

struct AggregateRow {
  std::vector<Json> group;
  std::vector<std::optional<double>> values;  // Money in minor units; dates and times in ms.
};

inline constexpr std::size_t kMeasuresMax = 16;
inline constexpr std::size_t kGroupByMax = 4;
inline constexpr int kAggregateRowsMax = 10'000;

// What one group_by may be:
//   "stage"                       a field
//   "closed_at:month"             a part of a date or time: day, week (ISO 8601), month,
//                                 quarter, year; of a time, as clocks of the time zone show it
//   "amount:currency"             the currency of an amount
//   "closed_at:months_after:created_at"   whole calendar months from the second moment to the
//                                 first: with "created_at:month" a table of cohorts
std::vector<std::string> fields_of_group(const std::string& group);

// Reads {"filter","group_by","measures","time_zone"} and checks it against the definition.
Result<AggregateRequest> parse_aggregate(const Json& json, const Entity& entity,
                                         const FilterContext& context = {});
// As parse_aggregate() reads it.
Json measure_json(const Measure& measure);
Json aggregate_json(const std::vector<AggregateRow>& rows);

}  // namespace kontor::host

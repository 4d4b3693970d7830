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
  std::vector<std::string>
      group_by;  // A date or time may be "field:month", "field:day", "field:year".
  std::vector<Measure> measures;
};

struct AggregateRow {
  std::vector<Json> group;
  std::vector<std::optional<double>> values;  // Money in minor units; dates and times in ms.
};

inline constexpr std::size_t kMeasuresMax = 16;
inline constexpr std::size_t kGroupByMax = 4;
inline constexpr int kAggregateRowsMax = 10'000;

// Reads {"filter","group_by","measures"} and checks it against the definition.
Result<AggregateRequest> parse_aggregate(const Json& json, const Entity& entity);
Json aggregate_json(const std::vector<AggregateRow>& rows);

}  // namespace kontor::host

#pragma once

#include <string>
#include <vector>

#include "host/core/aggregate.hpp"

namespace kontor::host {

inline constexpr std::size_t kReportGroupsMax = 2;
inline constexpr std::size_t kReportMeasuresMax = 6;

// What a report asks: records of one kind, by groups, measured.
struct Report {
  AggregateRequest wanted;  // Its filter holds the period.
  Json measures = {};       // The same as JSON.
  std::string chart = {};
  std::string from = {};  // First day of the period; empty: all times.
  std::string to = {};    // The day after its last.
};

// Reads {"of","filter","groups","measures","chart","period_field","period"} and checks it against
// the definition of what it is of. A filter of which nothing more could be asked is refused: the
// records behind a figure are asked for by the report's filter and what narrows it.
Result<Report> parse_report(const Json& json, const Entity& entity, const FilterContext& context);

// The fields of a record of the kind `report`, in the form parse_report() takes.
Result<Json> report_of_fields(const Json& fields);

// A filter in the filter language, its words resolved, as a list all of which holds.
Json report_filter(const Filter& filter);

}  // namespace kontor::host

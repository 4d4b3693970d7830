#pragma once

#include <functional>
#include <kontor/host.hpp>
#include <string>
#include <vector>

namespace kontor::kpi {

using Filter = std::vector<op::Condition>;
using Rows = std::vector<op::AggregateRow>;

// `field` within [from, to).
Filter within(const std::string& field, const op::Period& period, Filter more = {});
// Of a field that holds days: a day has no hour to compare.
Filter within_days(const std::string& field, const op::Period& period);

Rows aggregate(const Host& host, const std::string& entity, Filter filter,
               std::vector<std::string> group_by, std::vector<op::Measure> measures);

op::Measure count();
op::Measure measure(const std::string& function, const std::string& field);
op::Measure days_between(const std::string& from, const std::string& to);

// The first value of the first row; 0 for a count of nothing.
double single(const Rows& rows);

// Calls `each` with `ids` in parts that fit into one condition.
void in_parts(const std::vector<std::string>& ids,
              const std::function<void(const Json& part)>& each);

// The ids the rows are grouped by, without the rows of no id.
std::vector<std::string> group_ids(const Rows& rows);

}  // namespace kontor::kpi

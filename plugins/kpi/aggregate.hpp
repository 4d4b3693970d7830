#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "source.hpp"

namespace kontor::kpi {

using Filter = std::vector<op::Condition>;
using Rows = std::vector<op::AggregateRow>;

// `field` within [from, to).
Filter within(const std::string& field, const op::Period& period, Filter more = {});
// Of a field that holds days: a day has no hour to compare.
Filter within_days(const std::string& field, const op::Period& period);

const Rows& aggregate(const Source& source, const std::string& entity, Filter filter,
                      std::vector<std::string> group_by, std::vector<op::Measure> measures);

// The same for one part of many ids: asked for one widget alone.
Rows aggregate_part(const Source& source, const std::string& entity, Filter filter,
                    std::vector<std::string> group_by);
// What `group` of the filtered records is, and how many have it, however many there are: the host
// answers 10,000 groups at a time. Records without it are left out.
std::map<std::string, double> count_by(const Source& source, const std::string& entity,
                                       const Filter& filter, const std::string& group);

op::Measure count();
op::Measure measure(const std::string& function, const std::string& field);
op::Measure days_between(const std::string& from, const std::string& to);

// What a row is grouped by at a place, if that is text; a value of it.
std::string text_at(const op::AggregateRow& row, std::size_t at);
std::optional<double> value_at(const op::AggregateRow& row, std::size_t at);

// The first value of the first row; 0 for a count of nothing.
double single(const Rows& rows);

// Calls `each` with `ids` in parts that fit into one condition.
void in_parts(const std::vector<std::string>& ids,
              const std::function<void(const Json& part)>& each);

// The ids the rows are grouped by, without the rows of no id.
std::vector<std::string> group_ids(const Rows& rows);

}  // namespace kontor::kpi

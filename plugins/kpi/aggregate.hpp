#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "source.hpp"

namespace kontor::kpi {

using Filter = std::vector<op::Condition>;
using Rows = std::vector<op::AggregateRow>;

inline Filter is(const std::string& field, Json value, Filter more = {}) {
  more.push_back({.field = field, .op = "eq", .value = std::move(value)});
  return more;
}
inline Filter known(const std::string& field, Filter more = {}) {
  more.push_back({.field = field, .op = "is_null", .value = false});
  return more;
}

// What the field names is among what `named` names in those other records, or is not.
struct Others {
  std::string entity;
  std::string named;
  Filter filter = {};
};
Filter among(const std::string& field, const Others& others, Filter more = {});
Filter not_among(const std::string& field, const Others& others, Filter more = {});

// `field` within [from, to).
Filter within(const std::string& field, const op::Period& period, Filter more = {});
// Of a field that holds days: a day has no hour to compare.
Filter within_days(const std::string& field, const op::Period& period);

const Rows& aggregate(const Source& source, const std::string& entity, Filter filter,
                      std::vector<std::string> group_by, std::vector<op::Measure> measures);

// The same for one part of many: asked for one widget alone.
Rows aggregate_part(const Source& source, const std::string& entity, Filter filter,
                    std::vector<std::string> group_by,
                    std::vector<op::Measure> measures = {{.function = "count"}});
// Calls `each` with every group of the filtered records, in order of the first of `group_by`, of
// which records without it are left out. The host answers 10,000 groups at a time; false: there are
// more than kGroupsMax, and not all were given.
inline constexpr std::size_t kGroupsMax = 500'000;
bool for_each_group(const Source& source, const std::string& entity, const Filter& filter,
                    const std::vector<std::string>& group_by,
                    const std::vector<op::Measure>& measures,
                    const std::function<void(const op::AggregateRow& row)>& each);

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

#include "aggregate.hpp"

#include <algorithm>

namespace kontor::kpi {
namespace {

constexpr std::size_t kIdsPerCondition = 500;
constexpr std::size_t kGroupsOfAnAnswer = 10'000;

Filter compared(const char* how, const std::string& field, const Others& others, Filter more) {
  Json filter = Json::array();
  for (const op::Condition& one : others.filter) filter.push_back(op::encode(one));
  more.push_back(
      {.field = field,
       .op = how,
       .value = {
           {"entity", others.entity}, {"field", others.named}, {"filter", std::move(filter)}}});
  return more;
}

}  // namespace

Filter among(const std::string& field, const Others& others, Filter more) {
  return compared("among", field, others, std::move(more));
}

Filter not_among(const std::string& field, const Others& others, Filter more) {
  return compared("not_among", field, others, std::move(more));
}

Filter within(const std::string& field, const op::Period& period, Filter more) {
  more.push_back({.field = field, .op = "ge", .value = period.from});
  more.push_back({.field = field, .op = "lt", .value = period.to});
  return more;
}

Filter within_days(const std::string& field, const op::Period& period) {
  constexpr std::size_t kDay = 10;  // YYYY-MM-DD
  return within(field, {.from = period.from.substr(0, kDay), .to = period.to.substr(0, kDay)});
}

const Rows& aggregate(const Source& source, const std::string& entity, Filter filter,
                      std::vector<std::string> group_by, std::vector<op::Measure> measures) {
  op::RecordAggregateRequest request;
  request.entity = entity;
  request.filter = std::move(filter);
  request.group_by = std::move(group_by);
  request.measures = std::move(measures);
  return source.ask(request).rows;
}

Rows aggregate_part(const Source& source, const std::string& entity, Filter filter,
                    std::vector<std::string> group_by, std::vector<op::Measure> measures) {
  op::RecordAggregateRequest request{.entity = entity};
  request.filter = std::move(filter);
  request.group_by = std::move(group_by);
  request.measures = std::move(measures);
  return source.ask_alone(request).rows;
}

bool for_each_group(const Source& source, const std::string& entity, const Filter& filter,
                    const std::vector<std::string>& group_by,
                    const std::vector<op::Measure>& measures,
                    const std::function<void(const op::AggregateRow& row)>& each) {
  const Filter those = known(group_by.front(), filter);
  std::string after;
  std::size_t given = 0;
  for (bool more = true; more;) {
    Filter rest = those;
    if (!after.empty()) rest.push_back({.field = group_by.front(), .op = "gt", .value = after});
    const Rows rows = aggregate_part(source, entity, std::move(rest), group_by, measures);
    more = rows.size() >= kGroupsOfAnAnswer;
    // The groups of the last key may go on in the next answer, which begins with it again.
    const std::string last = more ? text_at(rows.back(), 0) : std::string();
    for (const op::AggregateRow& row : rows) {
      const std::string key = text_at(row, 0);
      if (more && key == last) break;
      each(row);
      ++given;
      after = key;
    }
    if (more && (text_at(rows.front(), 0) == last || given > kGroupsMax)) return false;
  }
  return true;
}

op::Measure count() { return {.function = "count", .field = {}, .to = {}}; }

op::Measure measure(const std::string& function, const std::string& field) {
  return {.function = function, .field = field, .to = {}};
}

op::Measure days_between(const std::string& from, const std::string& to) {
  return {.function = "average_days_between", .field = from, .to = to};
}

std::string text_at(const op::AggregateRow& row, std::size_t at) {
  return at < row.group.size() && row.group[at].is_string() ? row.group[at].get<std::string>()
                                                            : std::string();
}

std::optional<double> value_at(const op::AggregateRow& row, std::size_t at) {
  return at < row.values.size() ? row.values[at] : std::nullopt;
}

double single(const Rows& rows) {
  if (rows.empty() || rows.front().values.empty()) return 0;
  return rows.front().values.front().value_or(0);
}

void in_parts(const std::vector<std::string>& ids,
              const std::function<void(const Json& part)>& each) {
  for (std::size_t begin = 0; begin < ids.size(); begin += kIdsPerCondition) {
    const std::size_t end = std::min(ids.size(), begin + kIdsPerCondition);
    Json part = Json::array();
    for (std::size_t i = begin; i < end; ++i) part.push_back(ids[i]);
    each(part);
  }
}

std::vector<std::string> group_ids(const Rows& rows) {
  std::vector<std::string> ids;
  for (const op::AggregateRow& row : rows) {
    if (!row.group.empty() && row.group.front().is_string()) {
      ids.push_back(row.group.front().get<std::string>());
    }
  }
  return ids;
}

}  // namespace kontor::kpi

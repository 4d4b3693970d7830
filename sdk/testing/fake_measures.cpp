#include <algorithm>
#include <numeric>
#include <set>

#include "base/core/clock.hpp"
#include "sdk/testing/fake_records.hpp"

namespace kontor::testing {
namespace {

Json value_of(const op::Record& record, const std::optional<std::string>& field) {
  return field ? record.fields.value(*field, Json()) : Json();
}

// Numbers as they are, money as its minor units.
std::optional<double> number(const Json& value) {
  if (value.is_number()) return value.get<double>();
  if (value.is_object() && value.contains("amount")) return number(value["amount"]);
  return std::nullopt;
}

std::optional<double> day(const Json& value) {
  if (!value.is_string()) return std::nullopt;
  std::string text = value.get<std::string>();
  if (text.size() == 10) text += "T00:00:00Z";
  const auto time = parse_rfc3339(text);
  if (!time) return std::nullopt;
  constexpr double kDayMs = 86400000.0;
  return static_cast<double>(*time) / kDayMs;
}

std::vector<double> numbers(const op::Measure& wanted,
                            const std::vector<const op::Record*>& records) {
  std::vector<double> out;
  for (const op::Record* record : records) {
    if (wanted.function == "average_days_between") {
      const auto from = day(value_of(*record, wanted.field));
      const auto to = day(value_of(*record, wanted.to));
      if (from && to) out.push_back(*to - *from);
    } else if (const auto value = number(value_of(*record, wanted.field))) {
      out.push_back(*value);
    }
  }
  return out;
}

}  // namespace

std::optional<double> measure(const op::Measure& wanted,
                              const std::vector<const op::Record*>& records) {
  if (wanted.function == "count") return static_cast<double>(records.size());
  if (wanted.function == "count_distinct") {
    std::set<Json> seen;
    for (const op::Record* record : records) {
      if (Json value = value_of(*record, wanted.field); !value.is_null()) seen.insert(value);
    }
    return static_cast<double>(seen.size());
  }
  const std::vector<double> values = numbers(wanted, records);
  if (values.empty()) return std::nullopt;
  if (wanted.function == "min") return *std::min_element(values.begin(), values.end());
  if (wanted.function == "max") return *std::max_element(values.begin(), values.end());
  const double sum = std::accumulate(values.begin(), values.end(), 0.0);
  return wanted.function == "sum" ? sum : sum / static_cast<double>(values.size());
}

}  // namespace kontor::testing

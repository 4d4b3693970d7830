#include "host/app/sales_figures.hpp"

#include <cmath>
#include <map>

#include "host/core/calendar_date.hpp"

namespace kontor::host {

namespace {

// Probabilities are weighed in thousandths of a percent.
constexpr std::int64_t kWhole = 100'000;
__extension__ using Wide = __int128;

struct Quarter {
  std::int64_t deals = 0;
  std::int64_t amount = 0;
  Wide weighted = 0;  // In minor units times kWhole.
};

std::int64_t rounded(Wide weighted) {
  const Wide half = weighted < 0 ? -kWhole / 2 : kWhole / 2;
  return static_cast<std::int64_t>((weighted + half) / kWhole);
}

std::int64_t whole(const std::optional<double>& value) { return std::llround(value.value_or(0)); }

Json condition(const char* field, const char* op, Json value) {
  return {{"field", field}, {"op", op}, {"value", std::move(value)}};
}

}  // namespace

Result<Json> forecast(Records& records, const Principal& principal, const std::string& from,
                      const std::string& until, const std::string& pipeline) {
  Json filter = Json::array(
      {condition("outcome", "eq", "open"), condition("expected_close", "between", {from, until})});
  if (!pipeline.empty()) filter.push_back(condition("pipeline", "eq", pipeline));
  const Json request{
      {"filter", std::move(filter)},
      {"group_by", {"expected_close:quarter", "amount:currency", "probability"}},
      {"measures", {{{"function", "count"}}, {{"function", "sum"}, {"field", "amount"}}}}};
  std::map<std::pair<std::string, std::string>, Quarter> quarters;
  for (const AggregateRow& row : TRY(records.aggregate(principal, "deal", request))) {
    const auto text = [&](std::size_t at) {
      return row.group[at].is_string() ? row.group[at].get<std::string>() : std::string();
    };
    Quarter& quarter = quarters[{text(0), text(1)}];
    const double probability = row.group[2].is_number() ? row.group[2].get<double>() : 0;
    const std::int64_t amount = whole(row.values[1]);
    quarter.deals += whole(row.values[0]);
    quarter.amount += amount;
    quarter.weighted += static_cast<Wide>(amount) * std::llround(probability * 1000);
  }
  Json answer = Json::array();
  for (const auto& [key, quarter] : quarters) {
    answer.push_back({{"quarter", key.first},
                      {"currency", key.second.empty() ? Json() : Json(key.second)},
                      {"deals", quarter.deals},
                      {"amount", quarter.amount},
                      {"weighted", rounded(quarter.weighted)}});
  }
  return Json{{"quarters", std::move(answer)}};
}

Result<Json> purchases(Records& records, const Principal& principal, const std::string& entity,
                       const std::string& id, const std::string& cursor, int limit) {
  if (entity != "person" && entity != "organisation")
    return Error{ErrorCode::not_found, "persons and organisations have orders"};
  TRY(records.get(principal, entity, id));
  ListRequest request;
  request.entity = "order";
  request.filter = Json::array({condition(entity.c_str(), "eq", id)});
  request.sort = "-ordered_at";
  request.cursor = cursor;
  request.limit = limit;
  RecordPage page = TRY(records.list(principal, request));
  Json orders = Json::array();
  for (Record& order : page.records) orders.push_back(record_json(std::move(order)));
  Json counted = request.filter;
  counted.push_back(condition("state", "ne", "cancelled"));
  counted.push_back({{"field", "total"}, {"op", "is_null"}, {"value", false}});
  const Json measures{
      {"filter", std::move(counted)},
      {"group_by", {"total:currency"}},
      {"measures", {{{"function", "count"}}, {{"function", "sum"}, {"field", "total"}}}}};
  Json summary = Json::array();
  for (const AggregateRow& row : TRY(records.aggregate(principal, "order", measures))) {
    const std::int64_t count = whole(row.values[0]);
    const std::int64_t revenue = whole(row.values[1]);
    summary.push_back(
        {{"currency", row.group[0]},
         {"orders", count},
         {"revenue", revenue},
         {"average", std::llround(static_cast<double>(revenue) / static_cast<double>(count))}});
  }
  return Json{{"orders", std::move(orders)},
              {"next", page.next.empty() ? Json() : Json(page.next)},
              {"summary", std::move(summary)}};
}

}  // namespace kontor::host

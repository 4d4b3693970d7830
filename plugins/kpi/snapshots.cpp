#include "snapshots.hpp"

#include <algorithm>
#include <kontor/time.hpp>
#include <map>
#include <set>

#include "forecast.hpp"
#include "periods.hpp"
#include "sentences.hpp"

namespace kontor::kpi {
namespace {

constexpr std::size_t kDealsAPart = 400;  // A stored value holds at most 64 KiB.
constexpr std::size_t kRowsMax = 10'000;
constexpr std::int64_t kPartsPage = 500;
constexpr double kLastClockMs = 12 * 3'600'000;  // Where a day ends last, twelve hours after UTC.

op::Period month_of(const std::string& name) {
  const std::string first = name + "-01";
  const int year = std::stoi(name.substr(0, 4));
  const int month = std::stoi(name.substr(5, 2));
  const int next_year = month == 12 ? year + 1 : year;
  const int next = month == 12 ? 1 : month + 1;
  const std::string after =
      std::to_string(next_year) + (next < 10 ? "-0" : "-") + std::to_string(next) + "-01";
  return {.from = first, .to = after};
}

// Over wherever the company is: what runs still is not judged.
bool is_over(const op::Period& month) {
  const double end_ms = moment_ms(month.to).value_or(0) + kLastClockMs;
  return moment_text(end_ms) <= rfc3339(now());
}

// Sums of amounts of the filtered deals, asked for anew.
Rows amounts(const Host& host, Filter filter, std::vector<std::string> group_by) {
  op::RecordAggregateRequest request{.entity = "deal", .measures = {measure("sum", "amount")}};
  request.filter = std::move(filter);
  request.group_by = std::move(group_by);
  return host.record_aggregate(request).rows;
}

// The currency of most deals: figures add no currencies together.
template <typename Months>
std::string currency_of(const Months& months) {
  std::map<std::string, int> found;
  for (const auto& month : months) {
    for (const auto& deal : month.deals) ++found[deal.currency];
  }
  const auto most = std::max_element(
      found.begin(), found.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
  return most == found.end() ? "EUR" : most->first;
}

}  // namespace

bool Snapshots::take(const std::string& day) {
  const std::string name = day.substr(0, 7);
  const std::string done = "snapshot/" + name + "/done";
  if (!host_.storage_get({.key = done}).value.is_null()) return false;
  const op::Period month = month_of(name);
  std::string last;
  std::size_t parts = 0;
  Json part = Json::array();
  const auto write = [&] {
    if (part.empty()) return;
    host_.storage_put({.key = "snapshot/" + name + "/part/" + std::to_string(1000 + parts++),
                       .value = part,
                       .person = {}});
    part = Json::array();
  };
  for (bool more = true; more;) {
    Filter open = is("outcome", "open", within("expected_close", month));
    if (!last.empty()) open.push_back({.field = "id", .op = "gt", .value = last});
    const Rows rows = amounts(host_, open, {"id", "probability", "amount:currency"});
    more = rows.size() >= kRowsMax;
    for (const auto& row : rows) {
      if (!row.group.at(0).is_string()) continue;
      last = std::max(last, row.group[0].get<std::string>());
      if (!row.group.at(2).is_string()) continue;  // Deals without an amount.
      part.push_back({row.group[0], row.values.at(0).value_or(0),
                      row.group.at(1).is_number() ? row.group[1].get<double>() / 100 : 0,
                      row.group[2]});
      if (part.size() == kDealsAPart) write();
    }
  }
  write();
  host_.storage_put(
      {.key = done, .value = {{"taken_at", rfc3339(now())}, {"day", day}}, .person = {}});
  return true;
}

std::vector<Snapshots::Month> Snapshots::months_in(const op::Period& period) const {
  std::map<std::string, Month> months;
  std::set<std::string> taken;
  std::optional<std::string> cursor;
  do {
    const auto page =
        host_.storage_list({.prefix = "snapshot/", .limit = kPartsPage, .cursor = cursor});
    for (const auto& entry : page.entries) {
      const std::string name = entry.key.substr(9, 7);
      if (name + "-01" < period.from.substr(0, 10) || name + "-01" >= period.to.substr(0, 10)) {
        continue;
      }
      Month& month = months[name];
      month.name = name;
      if (entry.key.ends_with("/done")) taken.insert(name);
      if (!entry.value.is_array()) continue;
      for (const Json& deal : entry.value) {
        month.deals.push_back({deal.at(0).get<std::string>(), deal.at(1).get<double>(),
                               deal.at(2).get<double>(), deal.at(3).get<std::string>()});
      }
    }
    cursor = page.next;
  } while (cursor);
  std::vector<Month> found;
  for (auto& [name, month] : months) {
    // A snapshot that was cut off counts for nothing; it is taken again.
    if (taken.contains(name) && is_over(month_of(name))) found.push_back(std::move(month));
  }
  return found;
}

Figured Snapshots::accuracy(const op::Period& period, const Terms& terms) const {
  const auto months = months_in(period);
  Figured figure{.unit = "%"};
  const std::string currency = currency_of(months);
  double forecast = 0;
  double closed = 0;
  std::vector<Judged> judged;
  std::map<std::string, const Frozen*> frozen;
  for (const Month& month : months) {
    for (const Frozen& deal : month.deals) {
      if (deal.currency != currency) continue;
      forecast += deal.amount * deal.probability;
      frozen[deal.deal] = &deal;
    }
  }
  std::vector<std::string> ids;
  ids.reserve(frozen.size());
  for (const auto& [id, unused] : frozen) ids.push_back(id);
  in_parts(ids, [&](const Json& part) {
    const Filter those{{.field = "id", .op = "in", .value = part}};
    for (const auto& row : amounts(host_, those, {"id", "outcome", "amount:currency"})) {
      const bool won = row.group.at(1) == "won";
      if (!won && row.group.at(1) != "lost") continue;
      judged.push_back({frozen[row.group.at(0).get<std::string>()]->probability, won});
      if (won && row.group.at(2) == currency) closed += row.values.at(0).value_or(0);
    }
    figure.records.push_back(
        {.label = kSnapshotDeals.in(terms.locale), .entity = "deal", .filter = those});
  });
  if (figure.records.size() > 100) figure.records.resize(100);
  figure.value = pipeline_accuracy_percent(closed, forecast);
  const auto brier = brier_score(judged);
  figure.note = kAccuracyNote.in(
      terms.locale,
      {terms.money(closed, currency), terms.money(forecast, currency),
       brier ? terms.decimal(*brier, 4) : "–", terms.whole(static_cast<double>(months.size()))});
  return figure;
}

Figured Snapshots::bias(const op::Period& period, const Terms& terms) const {
  const auto months = months_in(period);
  Figured figure{.unit = "%"};
  const std::string currency = currency_of(months);
  Amounts forecast;
  Amounts actual;
  op::Series foreseen{.name = kForecast.in(terms.locale), .points = {}};
  op::Series came{.name = kFact.in(terms.locale), .points = {}};
  for (const Month& month : months) {
    double expected = 0;
    for (const Frozen& deal : month.deals) {
      if (deal.currency == currency) expected += deal.amount * deal.probability;
    }
    const Filter won = within("closed_at", month_of(month.name), is("outcome", "won"));
    double amount = 0;
    for (const auto& row : amounts(host_, won, {"amount:currency"})) {
      if (row.group.at(0) == currency) amount += row.values.at(0).value_or(0);
    }
    forecast.push_back(expected);
    actual.push_back(amount);
    const double units = minor_units(currency);
    foreseen.points.push_back({.label = month.name, .value = rounded(expected / units)});
    came.points.push_back({.label = month.name, .value = rounded(amount / units)});
    figure.records.push_back(
        {.label = month.name, .entity = "deal", .filter = of_currency("amount", currency, won)});
  }
  figure.value = bias_percent(forecast, actual);
  const auto shown = [&terms](std::optional<double> value) {
    return value ? terms.decimal(*value) : "–";
  };
  const auto error = mean_error(forecast, actual);
  figure.note = kBiasNote.in(
      terms.locale,
      {shown(wape_percent(forecast, actual)), shown(mape_percent(forecast, actual)),
       shown(tracking_signal(forecast, actual)), error ? terms.money(*error, currency) : "–"});
  figure.series = {std::move(foreseen), std::move(came)};
  return figure;
}

}  // namespace kontor::kpi

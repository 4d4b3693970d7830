#include "pipeline_figures.hpp"

#include <algorithm>
#include <map>

#include "attribution.hpp"
#include "closed_deals.hpp"
#include "figures.hpp"
#include "forecast.hpp"
#include "periods.hpp"
#include "sentences.hpp"

namespace kontor::kpi {
namespace {

constexpr std::size_t kProfilesShown = 12;
constexpr double kTouchDayMs = 86'400'000;

struct Profile {
  std::string_view name;
  std::string field;   // Of deals.
  std::string entity;  // Whose records have the names; empty: users.
};
const Profile kProfileFields[] = {{"client", "organisation", "organisation"},
                                  {"product", "product", "product"},
                                  {"manager", "owner", ""}};

double counted_deals(const Source& source, const Filter& filter) {
  return single(aggregate(source, "deal", filter, {}, {count()}));
}

Filter closed_in(const op::Period& period, const std::string& outcome) {
  return within("closed_at", period, is("outcome", outcome));
}

op::RecordsBehind deals(std::string label, Filter filter) {
  return {.label = std::move(label), .entity = "deal", .filter = std::move(filter)};
}

std::string most_of(const std::map<std::string, double>& deals) {
  const auto most = std::max_element(
      deals.begin(), deals.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
  return most == deals.end() ? "EUR" : most->first;
}

// The currency of most deals among rows that are grouped by it at `at`, counted first.
std::string main_currency(const Rows& rows, std::size_t at) {
  std::map<std::string, double> found;
  for (const auto& row : rows) found[text_at(row, at)] += row.values.at(0).value_or(0);
  found.erase("");
  return most_of(found);
}

std::string name_of(const Source& source, const std::string& entity, const std::string& id) {
  if (id.empty() || entity.empty()) return id.empty() ? "–" : id;
  const auto found =
      source.host().record_get({.entity = entity, .id = id, .purpose = "statistics"});
  return found.record ? text_of(found.record->fields, "name", id) : id;
}

// What came before a deal was won.
struct Touch {
  double at_ms = 0;
  std::string source = {};
};
using Touches = std::map<std::string, std::vector<Touch>>;

struct Won {
  double closed_ms = 0;
  std::vector<Touch> touches = {};
};
using WonDeals = std::map<std::string, Won>;  // By deal.

// Leads by what they name in a field, whenever they came. Begins with the leads: there are fewer of
// them than of deals. Nothing where there are too many.
std::optional<Touches> leads_by(const Source& source, const std::string& field,
                                const Filter& filter) {
  Touches all;
  const bool whole = for_each_group(
      source, "lead", filter, {field, "created_at:day", "source"}, {count()},
      [&all](const op::AggregateRow& row) {
        const auto times = static_cast<std::size_t>(value_at(row, 0).value_or(0));
        std::vector<Touch>& those = all[text_at(row, 0)];
        those.insert(those.end(), times,
                     {.at_ms = moment_ms(text_at(row, 1)).value_or(0), .source = text_at(row, 2)});
      });
  if (!whole) return std::nullopt;
  return all;
}

// Gives each won deal the leads that its `field` names and that came before it was won.
void add_touches(const Source& source, const Filter& won, const std::string& field,
                 const Touches& leads, WonDeals& deals) {
  const bool became = field == "id";  // A lead that became the deal is a touch whenever it came.
  std::vector<std::string> groups{"id", "closed_at:day"};
  if (!became) groups.push_back(field);
  std::vector<std::string> names;
  names.reserve(leads.size());
  for (const auto& [name, unused] : leads) names.push_back(name);
  in_parts(names, [&](const Json& part) {
    Filter those = won;
    those.push_back({.field = field, .op = "in", .value = part});
    for (const auto& row : aggregate_part(source, "deal", std::move(those), groups)) {
      const double closed_ms = moment_ms(text_at(row, 1)).value_or(0);
      for (const Touch& touch : leads.at(text_at(row, became ? 0 : 2))) {
        if (!became && touch.at_ms > closed_ms) continue;
        Won& deal = deals[text_at(row, 0)];
        deal.closed_ms = closed_ms;
        deal.touches.push_back(touch);
      }
    }
  });
}

// What came before each deal won in the period: the leads that became it, and those of the same
// person that became nothing. Nothing where there are too many.
std::optional<WonDeals> touched_deals(const Source& source, const Filter& won) {
  const Filter alone{{.field = "converted_deal", .op = "is_null", .value = true}};
  const auto converted = leads_by(source, "converted_deal", {});
  const auto others = leads_by(source, "person", alone);
  if (!converted || !others) return std::nullopt;
  WonDeals deals;
  add_touches(source, won, "id", *converted, deals);
  add_touches(source, won, "person", *others, deals);
  return deals;
}

}  // namespace

Figured lead_conversion(const Source& source, const op::Period& period, const Terms& terms) {
  const Filter created = within("created_at", period);
  Figured figure{.unit = "%"};
  figure.records = {{.label = kLeads.in(terms.locale), .entity = "lead", .filter = created}};
  if (text_of(terms.parameters, "variant") == "period") {
    const Filter won = known("lead", closed_in(period, "won"));
    const double part = counted_deals(source, won);
    const double all = single(aggregate(source, "lead", created, {}, {count()}));
    figure.value = share_percent(part, all);
    figure.note = kConversionPeriodNote.in(terms.locale, {terms.whole(part), terms.whole(all)});
    figure.records.push_back(deals(kWonDeals.in(terms.locale), won));
    return figure;
  }
  const Conversion found = conversion(source, period);
  figure.value = found.percent;
  figure.note =
      kConversionNote.in(terms.locale, {terms.whole(found.won), terms.whole(found.created)});
  figure.records.push_back(
      {.label = kWonDeals.in(terms.locale), .entity = "lead", .filter = found.converted});
  return figure;
}

Figured win_share(const Source& source, const op::Period& period, const Terms& terms) {
  double won = 0;
  double lost = 0;
  for (const ClosedDeals& some : closed_deals(source, period)) {
    if (some.outcome == "won") won += some.deals;
    if (some.outcome == "lost") lost += some.deals;
  }
  Figured figure{.unit = "%"};
  if (const auto rate = win_rate(won, lost)) figure.value = *rate * 100;
  figure.note = kWinRateNote.in(terms.locale, {terms.whole(won), terms.whole(lost)});
  figure.records = {deals(kWonDeals.in(terms.locale), closed_in(period, "won")),
                    deals(kLostDeals.in(terms.locale), closed_in(period, "lost"))};
  return figure;
}

Figured cycle(const Source& source, const op::Period& period, const Terms& terms) {
  Figured figure{.unit = kDays.in(terms.locale), .note = kCycleNote.in(terms.locale)};
  double closed = 0;
  double days = 0;
  for (const ClosedDeals& some : closed_deals(source, period)) {
    closed += some.deals;
    days += some.days;
  }
  figure.value = average_cycle_days(days, closed);
  figure.records = {deals(kClosedDeals.in(terms.locale), within("closed_at", period))};
  return figure;
}

Figured weighted(const Source& source, const op::Period& period, const Terms& terms) {
  // Dates of closing have no time of day.
  const Filter open =
      is("outcome", "open",
         {{.field = "expected_close", .op = "ge", .value = period.from.substr(0, 10)},
          {.field = "expected_close", .op = "lt", .value = period.to.substr(0, 10)}});
  const Rows& rows = aggregate(source, "deal", open, {"probability", "amount:currency"},
                               {count(), measure("sum", "amount")});
  Figured figure{.currency = main_currency(rows, 1), .note = kWeightedNote.in(terms.locale)};
  std::vector<Prospect> prospects;
  for (const auto& row : rows) {
    if (text_at(row, 1) != figure.currency || !row.group.at(0).is_number()) continue;
    prospects.push_back({row.values.at(1).value_or(0), row.group[0].get<double>() / 100});
  }
  if (!prospects.empty()) figure.value = weighted_pipeline(prospects);
  figure.records = {
      deals(kOpenDeals.in(terms.locale), of_currency("amount", figure.currency, open))};
  return figure;
}

Figured plan_fact(const Source& source, const op::Period& period, const Terms& terms) {
  std::map<std::string, double> deals_in;                        // By currency.
  std::map<std::string, std::map<std::string, double>> amounts;  // By currency and month.
  for (const ClosedDeals& some : closed_deals(source, period)) {
    if (some.outcome != "won" || some.currency.empty()) continue;
    deals_in[some.currency] += some.deals;
    amounts[some.currency][some.month] += some.amount;
  }
  Figured figure{.currency = most_of(deals_in)};
  const double plan = terms.number("plan", 0) * minor_units(figure.currency);
  op::Series fact{.name = kFact.in(terms.locale), .points = {}};
  op::Series wanted{.name = kPlan.in(terms.locale), .points = {}};
  double sum = 0;
  double planned = 0;
  std::map<std::string, double>& months = amounts[figure.currency];
  if (!months.empty()) figure.value = 0;
  for (const op::Period& piece : months_of(period)) {
    if (days_of(piece) >= 1) months.try_emplace(piece.from.substr(0, 7), 0);
  }
  for (const auto& [month, amount] : months) {
    sum += amount;
    const double part = plan * share_of_month(month, period);
    planned += part;
    fact.points.push_back(
        {.label = month, .value = rounded(amount / minor_units(figure.currency))});
    if (plan == 0) continue;
    wanted.points.push_back(
        {.label = month, .value = rounded(part / minor_units(figure.currency))});
  }
  if (figure.value) figure.value = sum;
  const auto reached = share_percent(sum, planned);
  figure.note = plan == 0 ? kNoPlan.in(terms.locale)
                          : kPlanNote.in(terms.locale, {reached ? terms.decimal(*reached) : "–"});
  figure.series = {std::move(fact)};
  if (plan != 0) figure.series.push_back(std::move(wanted));
  figure.records = {deals(kWonDeals.in(terms.locale),
                          of_currency("amount", figure.currency, closed_in(period, "won")))};
  return figure;
}

Figured attribution(const Source& source, const op::Period& period, const Terms& terms) {
  const Filter won = closed_in(period, "won");
  const auto rule = attribution_named(text_of(terms.parameters, "model", "linear"));
  if (!rule) throw Failure(KONTOR_INVALID_ARGUMENT, "no such model of attribution");
  auto deals = touched_deals(source, won);
  if (!deals) return {.note = kTooMany.in(terms.locale)};
  std::map<std::string, double> by_source;
  std::vector<std::string> ids;
  for (auto& [id, deal] : *deals) {
    ids.push_back(id);
    std::stable_sort(deal.touches.begin(), deal.touches.end(),
                     [](const Touch& a, const Touch& b) { return a.at_ms < b.at_ms; });
    std::vector<double> days_before;
    days_before.reserve(deal.touches.size());
    for (const Touch& touch : deal.touches)
      days_before.push_back((deal.closed_ms - touch.at_ms) / kTouchDayMs);
    const auto shares = attribute(*rule, days_before);
    for (std::size_t i = 0; i < shares.size(); ++i) by_source[deal.touches[i].source] += shares[i];
  }
  Figured figure{
      .note = kAttributionNote.in(terms.locale, {terms.whole(static_cast<double>(deals->size()))})};
  add_listed(figure.records, kWonDeals.in(terms.locale), "deal", "id", ids);
  op::Series series{.name = kWonDeals.in(terms.locale), .points = {}};
  for (const auto& [name, sum] : by_source) {
    series.points.push_back({.label = name.empty() ? "–" : name, .value = rounded(sum)});
  }
  figure.series.push_back(std::move(series));
  return figure;
}

Figured funnel_profiles(const Source& source, const op::Period& period, const Terms& terms) {
  const std::string wanted = text_of(terms.parameters, "profile", "manager");
  const auto profile = std::find_if(std::begin(kProfileFields), std::end(kProfileFields),
                                    [&](const Profile& one) { return one.name == wanted; });
  if (profile == std::end(kProfileFields))
    throw Failure(KONTOR_INVALID_ARGUMENT, "no such profile");
  const std::string pipeline = text_of(terms.parameters, "pipeline", "sales");
  const Filter created = within("created_at", period);
  const std::vector<op::FunnelProfile>& found =
      source
          .ask(op::RecordFunnelRequest{
              .pipeline = pipeline, .by = profile->field, .filter = created})
          .profiles;
  Figured figure{.note = kProfileNote.in(terms.locale)};
  if (found.empty()) return figure;
  for (const op::FunnelStage& stage : found.front().stages)
    figure.series.push_back(
        {.name = stage_label(stage.labels, stage.stage, terms.locale), .points = {}});
  op::Series share{.name = kWonShare.in(terms.locale), .points = {}};
  for (std::size_t i = 0; i < std::min(found.size(), kProfilesShown); ++i) {
    const std::string of = found[i].of.value_or("");
    op::Point place{.label = name_of(source, profile->entity, of)};
    if (profile->entity.empty() && !of.empty()) place.user = of;  // The host knows the name.
    const auto add = [&place](op::Series& series, std::optional<double> value) {
      place.value = value;
      series.points.push_back(place);
    };
    const std::vector<op::FunnelStage>& stages = found[i].stages;
    for (std::size_t at = 0; at < stages.size(); ++at)
      add(figure.series[at], static_cast<double>(stages[at].reached));
    add(share, rounded(share_percent(static_cast<double>(stages.back().reached),
                                     static_cast<double>(stages.front().reached))));
    Filter theirs = is("pipeline", pipeline, created);
    theirs.push_back({.field = profile->field, .op = "eq", .value = of});
    if (of.empty()) theirs.back() = {.field = profile->field, .op = "is_null", .value = true};
    figure.records.push_back(deals(place.label, std::move(theirs)));
  }
  figure.series.push_back(std::move(share));
  return figure;
}

}  // namespace kontor::kpi

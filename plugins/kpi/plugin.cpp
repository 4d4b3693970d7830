#include <kontor/export.hpp>
#include <kontor/plugin.hpp>
#include <kontor/time.hpp>
#include <map>

#include "csv.hpp"
#include "customer_figures.hpp"
#include "figures.hpp"
#include "periods.hpp"
#include "pipeline_figures.hpp"
#include "sentences.hpp"
#include "service_figures.hpp"
#include "snapshots.hpp"

namespace kontor::kpi {
namespace {

constexpr std::size_t kAnswersKept = 256;

using Compute = std::function<Figured(const op::Period&, const Terms&)>;

struct Widget {
  const Translated* title;
  const char* kind;
  Compute compute;
};

// The amount in whole currency units, for charts and targets.
std::optional<double> major(std::optional<double> minor, const std::string& currency) {
  if (!minor) return std::nullopt;
  return *minor / minor_units(currency);
}

std::optional<double> shown_value(const Figured& found) {
  return rounded(found.currency.empty() ? found.value : major(found.value, found.currency));
}

std::string formatted(const Figured& found) {
  if (!found.value) return "";
  if (!found.currency.empty()) return format_money(*found.value, found.currency);
  const double tenths = std::round(*found.value * 10) / 10;
  return decimal(tenths, 1) + (found.unit.empty() ? "" : " " + found.unit);
}

// Figures of sales, customers and service from aggregates of the host. Keeps frozen snapshots of
// the pipeline and answers for a short while, and sees no names of people.
class Kpi final : public Plugin {
 public:
  explicit Kpi(Host host) : Plugin(host), snapshots_(std::move(host)) {
    add_widgets();
    for (const auto& [name, unused] : widgets_) {
      widget(name,
             [this, which = name](const WidgetRequest& request) { return answer(which, request); });
    }
    job("kpi.snapshot", [this](const Job&) { snapshots_.take(rfc3339(now())); });
    action("kpi.export", [this](const ActionRequest& request) { return exported(request); });
    action("kpi.mend", [this](const ActionRequest& request) { return mend(request); });
  }

  void start(const Start& start) override {
    locale_ = start.locale;
    settings_ = start.settings;
    kept_.clear();
  }

 private:
  struct Kept {
    WidgetResult answer;
    Time at;
  };

  template <typename Function>
  Compute asking(Function compute) {
    return [this, compute](const op::Period& period, const Terms& terms) {
      return compute(host(), period, terms);
    };
  }

  void add_widgets() {
    widgets_ = {
        {"conversion", {&kConversion, "figure", asking(lead_conversion)}},
        {"win_rate", {&kWinRate, "figure", asking(win_share)}},
        {"velocity",
         {&kVelocity, "figure", asking([this](auto&... with) { return velocity(with...); })}},
        {"cycle", {&kCycle, "figure", asking(cycle)}},
        {"average_order",
         {&kAverageOrder, "figure", asking([this](auto&... with) { return average(with...); })}},
        {"lifetime_value", {&kLifetime, "figure", asking(lifetime)}},
        {"acquisition_cost", {&kAcquisition, "figure", asking(acquisition)}},
        {"payback", {&kPayback, "figure", asking(payback)}},
        {"churn", {&kChurn, "figure", asking(churn)}},
        {"net_retention", {&kRetention, "figure", asking(net_retention)}},
        {"nps", {&kNps, "figure", asking(promoter_score)}},
        {"csat", {&kCsat, "figure", asking(satisfaction)}},
        {"first_contact", {&kFirstContact, "figure", asking(first_contact)}},
        {"adoption", {&kAdoption, "figure", asking(adoption)}},
        {"data_quality", {&kQuality, "figure", asking(data_quality)}},
        {"weighted_pipeline", {&kWeighted, "figure", asking(weighted)}},
        {"plan_fact", {&kPlanFact, "chart", asking(plan_fact)}},
        {"cohorts", {&kCohorts, "table", asking(cohorts)}},
        {"attribution", {&kAttributionTitle, "chart", asking(attribution)}},
        {"funnel", {&kFunnel, "funnel", asking([this](auto&... with) { return stages(with...); })}},
        {"funnel_profiles", {&kProfiles, "table", asking(funnel_profiles)}},
        {"pipeline_accuracy",
         {&kAccuracy, "figure",
          [this](const op::Period& period, const Terms& terms) {
            return snapshots_.accuracy(period, terms);
          }}},
        {"forecast_bias", {&kBias, "figure", [this](const op::Period& period, const Terms& terms) {
                             return snapshots_.bias(period, terms);
                           }}}};
  }

  // The same question within `cache_s` gets the same answer, which says how old it is.
  WidgetResult answer(const std::string& name, const WidgetRequest& request) {
    const double keep_s = Terms{.parameters = {}, .settings = settings_}.number("cache_s", 0);
    const std::string key = name + "/" + request.period.from + "/" + request.period.to + "/" +
                            request.parameters.dump();
    const Time time = now();
    const auto kept = kept_.find(key);
    if (kept != kept_.end() &&
        std::chrono::duration<double>(time - kept->second.at).count() < keep_s) {
      return kept->second.answer;
    }
    WidgetResult made = computed(name, request);
    made.as_of = rfc3339(time);
    if (keep_s > 0) {
      if (kept_.size() >= kAnswersKept) kept_.clear();
      kept_.insert_or_assign(key, Kept{made, time});
    }
    return made;
  }

  WidgetResult computed(const std::string& name, const WidgetRequest& request) const {
    const Widget& widget = widgets_.at(name);
    const Terms terms{.parameters = request.parameters, .settings = settings_, .locale = locale_};
    const Figured found = widget.compute(request.period, terms);
    WidgetResult result;
    result.kind = widget.kind;
    result.title = widget.title->in(locale_);
    result.note = found.note;
    result.series = found.series;
    result.records = found.records;
    if (result.kind != std::string("figure") && !found.value) return result;
    result.figure = op::Figure{.value = shown_value(found),
                               .unit = found.currency.empty() ? found.unit : found.currency,
                               .formatted = formatted(found)};
    const auto target = request.parameters.find("target");
    if (target != request.parameters.end() && target->is_number()) {
      result.figure->target = target->get<double>();
    }
    const auto before = compared_with(request.period, text_of(request.parameters, "compare"));
    if (before) result.figure->previous = shown_value(widget.compute(*before, terms));
    return result;
  }

  // A figure adds no currencies together: where there are several, each has a bar.
  template <typename Row>
  void add_currencies(Figured& figure, const std::vector<Row>& found,
                      std::optional<double> Row::*amount) const {
    if (found.size() < 2) return;
    op::Series series{.name = kByCurrency.in(locale_), .points = {}};
    for (const Row& one : found) {
      series.points.push_back(
          {.label = one.currency, .value = rounded(major(one.*amount, one.currency))});
    }
    figure.series.push_back(std::move(series));
  }

  Figured velocity(const Host& host, const op::Period& period, const Terms& terms) const {
    const std::vector<Velocity> found = velocities(host, period);
    const Velocity first = found.empty() ? Velocity{.currency = "EUR"} : found.front();
    Figured figure{.value = first.per_day, .currency = first.currency};
    figure.note = kVelocityNote.in(
        locale_, {whole(first.opportunities),
                  first.deal_value ? format_money(*first.deal_value, first.currency) : "–",
                  first.win_rate ? decimal(*first.win_rate * 100, 1) + " %" : "–",
                  first.cycle_days ? decimal(*first.cycle_days, 1) : "–"});
    add_currencies(figure, found, &Velocity::per_day);
    figure.records = {{.label = kCreatedDeals.in(terms.locale),
                       .entity = "deal",
                       .filter = within("created_at", period)},
                      {.label = kWonDeals.in(terms.locale),
                       .entity = "deal",
                       .filter = within("closed_at", period, is("outcome", "won"))}};
    return figure;
  }

  Figured average(const Host& host, const op::Period& period, const Terms& terms) const {
    const std::vector<Orders> found = orders(host, period);
    const Orders first = found.empty() ? Orders{.currency = "EUR"} : found.front();
    Figured figure{.value = first.average, .currency = first.currency};
    figure.note = kAverageOrderNote.in(
        locale_, {whole(first.orders), format_money(first.revenue, first.currency)});
    add_currencies(figure, found, &Orders::average);
    figure.records = {{.label = kOrders.in(terms.locale),
                       .entity = "order",
                       .filter = within("ordered_at", period)}};
    return figure;
  }

  Figured stages(const Host& host, const op::Period& period, const Terms& terms) const {
    Figured figure{.note = kFunnelNote.in(locale_)};
    op::Series reached{.name = kReached.in(locale_), .points = {}};
    op::Series step{.name = kOfPrevious.in(locale_), .points = {}};
    op::Series overall{.name = kOfFirst.in(locale_), .points = {}};
    const std::string pipeline = text_of(terms.parameters, "pipeline", "sales");
    for (const FunnelStep& one : funnel(host, period, pipeline)) {
      const std::string label = stage_name(one.stage, locale_);
      reached.points.push_back({.label = label, .value = one.reached});
      step.points.push_back({.label = label, .value = rounded(one.of_previous_percent)});
      overall.points.push_back({.label = label, .value = rounded(one.of_first_percent)});
    }
    figure.series = {std::move(reached), std::move(step), std::move(overall)};
    return figure;
  }

  WidgetResult asked_for(const Json& input) const {
    const std::string name = text_of(input, "widget");
    if (!widgets_.contains(name)) throw Failure(KONTOR_NOT_FOUND, "there is no widget " + name);
    WidgetRequest request;
    request.period = {.from = text_of(input, "from"), .to = text_of(input, "to")};
    request.parameters = input.value("parameters", Json::object());
    return computed(name, request);
  }

  ActionResult exported(const ActionRequest& request) const {
    const WidgetResult found = asked_for(request.input);
    return {.output = {{"name", text_of(request.input, "widget") + ".csv"},
                       {"content_type", "text/csv; charset=utf-8"},
                       {"content", to_csv(found)}},
            .message = found.title};
  }

  // Data quality is mended by somebody: one task for each list that is not empty.
  ActionResult mend(const ActionRequest& request) const {
    const WidgetResult found = asked_for({{"widget", "data_quality"},
                                          {"from", text_of(request.input, "from")},
                                          {"to", text_of(request.input, "to")}});
    Json tasks = Json::array();
    for (const op::RecordsBehind& list : found.records) {
      const double wrong = single(aggregate(host(), list.entity, list.filter, {}, {count()}));
      if (wrong == 0) continue;
      const auto task = host().record_create(
          {.entity = "task",
           .fields = {{"title", kMendTask.in(locale_, {list.label, whole(wrong)})},
                      {"owner", text_of(request.input, "owner", request.actor.id)},
                      {"state", "open"},
                      {"priority", "normal"}}});
      tasks.push_back(task.record.id);
    }
    return {.output = {{"tasks", tasks}}, .message = found.note};
  }

  std::map<std::string, Widget> widgets_;
  std::map<std::string, Kept> kept_;
  Snapshots snapshots_;
  Json settings_ = Json::object();
  std::string locale_ = "en";
};

}  // namespace
}  // namespace kontor::kpi

KONTOR_PLUGIN(kontor::kpi::Kpi);

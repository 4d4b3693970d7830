#include <array>
#include <kontor/export.hpp>
#include <kontor/plugin.hpp>
#include <kontor/time.hpp>
#include <map>
#include <mutex>

#include "cohorts.hpp"
#include "csv.hpp"
#include "customer_figures.hpp"
#include "customer_orders.hpp"
#include "figures.hpp"
#include "periods.hpp"
#include "pipeline_figures.hpp"
#include "sentences.hpp"
#include "service_figures.hpp"
#include "snapshots.hpp"

namespace kontor::kpi {
namespace {

constexpr std::size_t kAnswersKept = 256;
constexpr std::size_t kMistakesListed = 4;  // The first lists of data_quality.
constexpr std::size_t kNamedInATask = 20;
constexpr std::array kCounted{"lead", "deal", "order", "campaign", "case", "person", "task"};

using Compute = std::function<Figured(const Source&, const op::Period&, const Terms&)>;

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

std::string formatted(const Figured& found, const Terms& terms) {
  if (!found.value) return "";
  if (!found.currency.empty()) return terms.money(*found.value, found.currency);
  return written_number(*found.value, terms.locale) + (found.unit.empty() ? "" : " " + found.unit);
}

// Figures of sales, customers and service from aggregates of the host. Keeps frozen snapshots of
// the pipeline and answers for a short while, and sees no names of people. Any thread.
class Kpi final : public Plugin {
 public:
  explicit Kpi(Host host) : Plugin(host), snapshots_(std::move(host)) {
    add_widgets();
    for (const auto& [name, unused] : widgets_) {
      widget(name,
             [this, which = name](const WidgetRequest& request) { return answer(which, request); });
    }
    job("kpi.snapshot",
        [this](const Job& job) { snapshots_.take(text_of(job.payload, "day", today())); });
    for (const std::string entity : kCounted) {
      for (const char* change : {".created", ".updated", ".deleted"})
        on_event(entity + change, [this, entity](const Event&) { memory_.changes.note(entity); });
    }
    on_event("person.purged", [this](const Event&) { memory_.changes.note("person"); });
    action("kpi.export", [this](const ActionRequest& request) { return exported(request); });
    action("kpi.mend", [this](const ActionRequest& request) { return mend(request); });
  }

  void start(const Start& start) override {
    locale_ = start.locale;
    settings_ = start.settings;
    kept_.clear();
    memory_.aggregates.clear();
    memory_.funnels.clear();
  }

 private:
  struct KeptAnswer {
    WidgetResult answer;
    Asked asked;
  };

  void add_widgets() {
    widgets_ = {
        {"conversion", {&kConversion, "figure", lead_conversion}},
        {"win_rate", {&kWinRate, "figure", win_share}},
        {"velocity", {&kVelocity, "figure", [this](auto&... with) { return velocity(with...); }}},
        {"cycle", {&kCycle, "figure", cycle}},
        {"average_order",
         {&kAverageOrder, "figure", [this](auto&... with) { return average(with...); }}},
        {"lifetime_value", {&kLifetime, "figure", lifetime}},
        {"acquisition_cost", {&kAcquisition, "figure", acquisition}},
        {"value_to_cost", {&kValueToCost, "figure", value_to_cost}},
        {"payback", {&kPayback, "figure", payback}},
        {"churn", {&kChurn, "figure", churn}},
        {"net_retention", {&kRetention, "figure", net_retention}},
        {"nps", {&kNps, "figure", promoter_score}},
        {"csat", {&kCsat, "figure", satisfaction}},
        {"first_contact", {&kFirstContact, "figure", first_contact}},
        {"adoption", {&kAdoption, "figure", adoption}},
        {"data_quality", {&kQuality, "figure", data_quality}},
        {"weighted_pipeline", {&kWeighted, "figure", weighted}},
        {"plan_fact", {&kPlanFact, "chart", plan_fact}},
        {"cohorts", {&kCohorts, "table", cohorts}},
        {"attribution", {&kAttributionTitle, "chart", attribution}},
        {"funnel", {&kFunnel, "funnel", [this](auto&... with) { return stages(with...); }}},
        {"funnel_profiles", {&kProfiles, "table", funnel_profiles}},
        {"pipeline_accuracy",
         {&kAccuracy, "figure",
          [this](const Source&, const op::Period& period, const Terms& terms) {
            return snapshots_.accuracy(period, terms);
          }}},
        {"forecast_bias",
         {&kBias, "figure", [this](const Source&, const op::Period& period, const Terms& terms) {
            return snapshots_.bias(period, terms);
          }}}};
  }

  // UTC's, where the host does not say which day it is at the company.
  static std::string today() { return rfc3339(now()).substr(0, 10); }

  double keep_s() const {
    return Terms{.parameters = {}, .settings = settings_}.number("cache_s", 0);
  }

  // The same question within `cache_s` gets the same answer, which says how old it is, unless the
  // host told of a change.
  WidgetResult answer(const std::string& name, const WidgetRequest& request) {
    const op::Period period = in_days(request.period);
    const std::string locale = request.locale.empty() ? locale_ : request.locale.substr(0, 2);
    const std::string key =
        name + "/" + locale + "/" + period.from + "/" + period.to + "/" + request.parameters.dump();
    if (auto kept = kept_answer(key)) return std::move(*kept);
    const Source source(host(), memory_, keep_s());
    const Time began = now();
    const std::uint64_t changes = memory_.changes.all();
    WidgetResult made = computed(source, name, period, request.parameters, locale);
    made.as_of = rfc3339(source.as_of());
    if (keep_s() > 0) {
      const std::chrono::duration<double> took = now() - began;
      const Asked asked{.when = {.at = source.as_of(), .changes = changes}, .took_s = took.count()};
      const std::lock_guard lock(mutex_);
      if (kept_.size() >= kAnswersKept) kept_.clear();
      kept_.insert_or_assign(key, KeptAnswer{made, asked});
    }
    return made;
  }

  std::optional<WidgetResult> kept_answer(const std::string& key) {
    const std::lock_guard lock(mutex_);
    const auto kept = kept_.find(key);
    if (kept == kept_.end()) return std::nullopt;
    const Now at{.at = now(), .changes = memory_.changes.all()};
    if (kept->second.asked.is_too_old(at, keep_s())) return std::nullopt;
    return kept->second.answer;
  }

  WidgetResult computed(const Source& source, const std::string& name, const op::Period& period,
                        const Json& parameters, const std::string& locale) const {
    const Widget& widget = widgets_.at(name);
    const Terms terms{.parameters = parameters, .settings = settings_, .locale = locale};
    const Figured found = widget.compute(source, period, terms);
    WidgetResult result;
    result.kind = widget.kind;
    result.title = widget.title->in(locale);
    result.note = found.note;
    result.series = found.series;
    result.records = found.records;
    if (result.kind != std::string("figure") && !found.value) return result;
    result.figure = op::Figure{.value = shown_value(found),
                               .unit = found.currency.empty() ? found.unit : found.currency,
                               .formatted = formatted(found, terms)};
    const auto target = parameters.find("target");
    if (target != parameters.end() && target->is_number()) {
      result.figure->target = target->get<double>();
    }
    const auto before = compared_with(period, text_of(parameters, "compare"));
    if (before) result.figure->previous = shown_value(widget.compute(source, *before, terms));
    return result;
  }

  // A figure adds no currencies together: where there are several, each has a bar.
  template <typename Row>
  static void add_currencies(Figured& figure, const std::vector<Row>& found,
                             std::optional<double> Row::*amount, const Terms& terms) {
    if (found.size() < 2) return;
    op::Series series{.name = kByCurrency.in(terms.locale), .points = {}};
    for (const Row& one : found) {
      series.points.push_back(
          {.label = one.currency, .value = rounded(major(one.*amount, one.currency))});
    }
    figure.series.push_back(std::move(series));
  }

  Figured velocity(const Source& source, const op::Period& period, const Terms& terms) const {
    const std::vector<Velocity> found = velocities(source, period);
    const Velocity first = found.empty() ? Velocity{.currency = "EUR"} : found.front();
    Figured figure{.value = first.per_day, .currency = first.currency};
    figure.note = kVelocityNote.in(
        terms.locale, {terms.whole(first.opportunities),
                       first.deal_value ? terms.money(*first.deal_value, first.currency) : "–",
                       first.win_rate ? terms.decimal(*first.win_rate * 100, 1) + " %" : "–",
                       first.cycle_days ? terms.decimal(*first.cycle_days, 1) : "–"});
    add_currencies(figure, found, &Velocity::per_day, terms);
    figure.records = {
        {.label = kCreatedDeals.in(terms.locale),
         .entity = "deal",
         .filter = of_currency("amount", first.currency, within("created_at", period))},
        {.label = kWonDeals.in(terms.locale),
         .entity = "deal",
         .filter = of_currency("amount", first.currency,
                               within("closed_at", period, is("outcome", "won")))},
        {.label = kLostDeals.in(terms.locale),
         .entity = "deal",
         .filter = of_currency("amount", first.currency,
                               within("closed_at", period, is("outcome", "lost")))}};
    return figure;
  }

  Figured average(const Source& source, const op::Period& period, const Terms& terms) const {
    const std::vector<Orders> found = orders(source, period);
    const Orders first = found.empty() ? Orders{.currency = "EUR"} : found.front();
    Figured figure{.value = first.average, .currency = first.currency};
    figure.note = kAverageOrderNote.in(
        terms.locale, {terms.whole(first.orders), terms.money(first.revenue, first.currency)});
    add_currencies(figure, found, &Orders::average, terms);
    figure.records = {{.label = kOrders.in(terms.locale),
                       .entity = "order",
                       .filter = orders_in(period, first.currency)}};
    return figure;
  }

  Figured stages(const Source& source, const op::Period& period, const Terms& terms) const {
    Figured figure{.note = kFunnelNote.in(terms.locale)};
    op::Series reached{.name = kReached.in(terms.locale), .points = {}};
    op::Series step{.name = kOfPrevious.in(terms.locale), .points = {}};
    op::Series overall{.name = kOfFirst.in(terms.locale), .points = {}};
    const std::string pipeline = text_of(terms.parameters, "pipeline", "sales");
    const std::vector<ReachedStage> found = funnel(source, period, pipeline);
    Json further = Json::array();  // This stage and those behind it.
    for (const ReachedStage& one : found) further.push_back(one.step.stage);
    for (const ReachedStage& one : found) {
      const std::string label = stage_label(one.labels, one.step.stage, terms.locale);
      reached.points.push_back({.label = label, .value = one.step.reached});
      step.points.push_back({.label = label, .value = rounded(one.step.of_previous_percent)});
      overall.points.push_back({.label = label, .value = rounded(one.step.of_first_percent)});
      Filter those = within("created_at", period, is("pipeline", pipeline));
      if (further.size() < found.size()) {
        those.push_back({.field = "reached", .op = "in", .value = further});
      }
      figure.records.push_back({.label = label, .entity = "deal", .filter = std::move(those)});
      further.erase(0);
    }
    figure.series = {std::move(reached), std::move(step), std::move(overall)};
    return figure;
  }

  WidgetResult asked_for(const Json& input) {
    const std::string name = text_of(input, "widget");
    if (!widgets_.contains(name)) throw Failure(KONTOR_NOT_FOUND, "there is no widget " + name);
    const op::Period period{.from = text_of(input, "from"), .to = text_of(input, "to")};
    const Source source(host(), memory_, /*keep_s=*/0);
    WidgetResult found =
        computed(source, name, period, input.value("parameters", Json::object()), locale_);
    found.as_of = rfc3339(source.as_of());
    return found;
  }

  ActionResult exported(const ActionRequest& request) {
    const WidgetResult found = asked_for(request.input);
    return {.output = {{"name", text_of(request.input, "widget") + ".csv"},
                       {"content_type", "text/csv; charset=utf-8"},
                       {"content", to_csv(found)}},
            .message = found.title};
  }

  bool is_open(const std::string& task) const {
    const auto found =
        host().record_get({.entity = "task", .id = task, .purpose = "statistics"}).record;
    if (!found) return false;
    const std::string state = text_of(found->fields, "state");
    return state != "done" && state != "cancelled";
  }

  // Where the app shows the first persons of a list, a line each: no name comes here.
  static std::string addresses_of(const Source& source, const Filter& persons) {
    std::string lines;
    std::size_t named = 0;
    for (const std::string& id : group_ids(aggregate_part(source, "person", persons, {"id"}))) {
      if (++named > kNamedInATask) return lines + "…";
      lines += "/persons/" + id + "\n";
    }
    return lines;
  }

  // Data quality is mended by somebody: one task for each kind of mistake there is.
  ActionResult mend(const ActionRequest& request) {
    const std::string today = rfc3339(now());
    const WidgetResult found = asked_for({{"widget", "data_quality"},
                                          {"from", text_of(request.input, "from", today)},
                                          {"to", text_of(request.input, "to", today)}});
    const Source source(host(), memory_, /*keep_s=*/0);
    Json tasks = Json::array();
    // While a task for a kind of mistake is open, it is the task.
    const auto plan = [&](const std::string& kind, const std::string& what, double wrong,
                          const std::string& examples) {
      if (wrong == 0) return;
      const std::string key = "mend/" + kind;
      const std::string before = text_of(host().storage_get({.key = key}).value, "task");
      if (!before.empty() && is_open(before)) {
        tasks.push_back(before);
        return;
      }
      const auto task = host().record_create(
          {.entity = "task",
           .fields = {{"title", kMendTask.in(locale_, {what, written_whole(wrong, locale_)})},
                      {"owner", text_of(request.input, "owner", request.actor.id)},
                      {"state", "open"},
                      {"priority", "normal"},
                      {"description", examples}}});
      host().storage_put({.key = key, .value = {{"task", task.record.id}}, .person = {}});
      tasks.push_back(task.record.id);
    };
    for (std::size_t i = 0; i < kMistakesListed; ++i) {
      const op::RecordsBehind& list = found.records[i];
      plan(std::to_string(i), list.label,
           single(aggregate(source, list.entity, list.filter, {}, {count()})),
           addresses_of(source, list.filter));
    }
    plan("mail", kSharedMail.in(locale_), shared_mails(source), "");
    return {.output = {{"tasks", tasks}}, .message = found.note};
  }

  std::map<std::string, Widget> widgets_;
  std::mutex mutex_;  // Of kept_: widgets are asked for at the same time.
  std::map<std::string, KeptAnswer> kept_;
  Source::Memory memory_;
  Snapshots snapshots_;
  Json settings_ = Json::object();
  std::string locale_ = "en";
};

}  // namespace
}  // namespace kontor::kpi

KONTOR_PLUGIN(kontor::kpi::Kpi);

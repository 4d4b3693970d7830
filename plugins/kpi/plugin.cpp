#include <cmath>
#include <cstdlib>
#include <kontor/export.hpp>
#include <kontor/plugin.hpp>
#include <kontor/translated.hpp>

#include "figures.hpp"
#include "money.hpp"
#include "sentences.hpp"

namespace kontor::kpi {
namespace {

std::optional<double> target_of(const WidgetRequest& request) {
  const auto found = request.parameters.find("target");
  if (found == request.parameters.end() || !found->is_number()) return std::nullopt;
  return found->get<double>();
}

// Two decimals: more would only look exact.
std::optional<double> rounded(std::optional<double> value) {
  if (!value) return std::nullopt;
  return std::round(*value * 100) / 100;
}

// `scale` × the value with one decimal, or a dash.
std::string shown(const std::optional<double>& value, const char* unit, int scale = 1) {
  if (!value) return "–";
  const long long tenths = std::llround(*value * 10 * scale);
  return std::to_string(tenths / 10) + "." + std::to_string(std::llabs(tenths % 10)) + unit;
}

std::string whole(double value) { return std::to_string(std::llround(value)); }

WidgetResult figure(const std::string& title, std::optional<double> value, const std::string& unit,
                    const std::string& formatted, const WidgetRequest& request) {
  WidgetResult result;
  result.kind = "figure";
  result.title = title;
  result.figure = op::Figure{.value = rounded(value),
                             .unit = unit,
                             .formatted = value ? formatted : "",
                             .target = target_of(request)};
  return result;
}

// The amount in whole currency units, for charts and targets.
std::optional<double> major(std::optional<double> minor, const std::string& currency) {
  if (!minor) return std::nullopt;
  return *minor / minor_units(currency);
}

// Figures of sales from aggregates of the host. Stores nothing and sees no names.
class Kpi final : public Plugin {
 public:
  explicit Kpi(Host host) : Plugin(std::move(host)) {
    widget("conversion", [this](const WidgetRequest& request) { return show_conversion(request); });
    widget("velocity", [this](const WidgetRequest& request) { return show_velocity(request); });
    widget("average_order", [this](const WidgetRequest& request) { return show_orders(request); });
    widget("funnel", [this](const WidgetRequest& request) { return show_funnel(request); });
  }

  void start(const Start& start) override { locale_ = start.locale; }

 private:
  WidgetResult show_conversion(const WidgetRequest& request) const {
    const Conversion found = conversion(host(), request.period);
    WidgetResult result =
        figure(kConversion.in(locale_), found.percent, "%", shown(found.percent, " %"), request);
    result.note = kConversionNote.in(locale_, {whole(found.won), whole(found.created)});
    return result;
  }

  // A figure adds no currencies together: where there are several, each has a bar.
  template <typename Row>
  void add_currencies(WidgetResult& result, const std::vector<Row>& found,
                      std::optional<double> Row::*amount) const {
    if (found.size() < 2) return;
    op::Series series{.name = kByCurrency.in(locale_), .points = {}};
    for (const Row& one : found)
      series.points.push_back(
          {.label = one.currency, .value = rounded(major(one.*amount, one.currency))});
    result.series.push_back(std::move(series));
  }

  WidgetResult show_velocity(const WidgetRequest& request) const {
    const std::vector<Velocity> found = velocities(host(), request.period);
    const Velocity first = found.empty() ? Velocity{.currency = "EUR"} : found.front();
    WidgetResult result =
        figure(kVelocity.in(locale_), major(first.per_day, first.currency), first.currency,
               first.per_day ? format_money(*first.per_day, first.currency) : "", request);
    result.note = kVelocityNote.in(
        locale_, {whole(first.opportunities),
                  first.deal_value ? format_money(*first.deal_value, first.currency) : "–",
                  shown(first.win_rate, " %", 100), shown(first.cycle_days, "")});
    add_currencies(result, found, &Velocity::per_day);
    return result;
  }

  WidgetResult show_orders(const WidgetRequest& request) const {
    const std::vector<Orders> found = orders(host(), request.period);
    const Orders first = found.empty() ? Orders{.currency = "EUR"} : found.front();
    WidgetResult result =
        figure(kAverageOrder.in(locale_), major(first.average, first.currency), first.currency,
               first.average ? format_money(*first.average, first.currency) : "", request);
    result.note = kAverageOrderNote.in(
        locale_, {whole(first.orders), format_money(first.revenue, first.currency)});
    add_currencies(result, found, &Orders::average);
    return result;
  }

  WidgetResult show_funnel(const WidgetRequest& request) const {
    const std::string pipeline = text_of(request.parameters, "pipeline", "sales");
    WidgetResult result;
    result.kind = "funnel";
    result.title = kFunnel.in(locale_);
    result.note = kFunnelNote.in(locale_);
    op::Series reached{.name = kReached.in(locale_), .points = {}};
    op::Series step{.name = kOfPrevious.in(locale_), .points = {}};
    op::Series overall{.name = kOfFirst.in(locale_), .points = {}};
    for (const FunnelStep& one : funnel(host(), request.period, pipeline)) {
      const std::string label = stage_name(one.stage, locale_);
      reached.points.push_back({.label = label, .value = one.reached});
      step.points.push_back({.label = label, .value = rounded(one.of_previous_percent)});
      overall.points.push_back({.label = label, .value = rounded(one.of_first_percent)});
    }
    result.series = {std::move(reached), std::move(step), std::move(overall)};
    return result;
  }

  std::string locale_ = "en";
};

}  // namespace
}  // namespace kontor::kpi

KONTOR_PLUGIN(kontor::kpi::Kpi);

#pragma once

#include <string>
#include <utility>

#include "host/core/calendar_date.hpp"
#include "tests/integration/host_plugins/company.hpp"

namespace kontor::host {

// The figures' plugin in its sandbox, over real records and the real aggregates of a host.
class KpiCompany : public CompanyTest {
 protected:
  static constexpr TimeMs kOneDayMs = 86'400'000;

  std::string language;  // The reader's; empty: the company's.

  void SetUp() override {
    CompanyTest::SetUp();
    install_kpi();
  }
  void install_kpi() {
    const Json free = {
        {"license", {{"kind", "free"}, {"product", nullptr}, {"features", nullptr}}}};
    const auto installed = install(changed(built("kpi"), free));
    ASSERT_TRUE(installed) << installed.error().message;
    const Status set = plugins->set_settings(admin, "kontor.kpi", {{"cache_s", 0}});
    ASSERT_TRUE(set) << set.error().message;
  }

  TimeMs at(int days) const { return clock.now_ms() + days * kOneDayMs; }
  std::string day(int days) const {
    const TimeMs moment = at(days);
    return to_date_text(moment - moment % kOneDayMs);
  }
  Record make(const std::string& entity, const Json& fields) {
    auto created = records->create(admin, entity, fields);
    EXPECT_TRUE(created) << entity << ": " << created.error().message;
    return created ? *created : Record{};
  }
  Json show(const std::string& widget, const Json& parameters = Json::object()) {
    return show_in({{"from", day(-1)}, {"to", day(200)}}, widget, parameters);
  }
  Json show_in(const Json& period, const std::string& widget,
               const Json& parameters = Json::object()) {
    const auto shown = plugins->widget(admin, "kontor.kpi", widget, period, parameters, language);
    EXPECT_TRUE(shown) << widget << ": " << shown.error().message;
    return shown ? *shown : Json::object();
  }
  double value(const std::string& widget, const Json& parameters = Json::object()) {
    return value_of(show(widget, parameters));
  }
  static double value_of(const Json& shown) {
    const Json figure = shown.value("figure", Json::object());
    const Json found = figure.value("value", Json());
    EXPECT_TRUE(found.is_number()) << shown;
    return found.is_number() ? found.get<double>() : -1e9;
  }
  // How many records stand behind list number `list`, as the app would count them.
  double behind(const Json& shown, std::size_t list) {
    return measured_behind(shown, list, {{"function", "count"}});
  }
  // The sum of a field of those records.
  double sum_behind(const Json& shown, std::size_t list, const char* field) {
    return measured_behind(shown, list, {{"function", "sum"}, {"field", field}});
  }
  double measured_behind(const Json& shown, std::size_t list, const Json& measure) {
    const Json& records_of = shown.at("records").at(list);
    const Json measures = Json::array({measure});
    const auto counted =
        records->aggregate(admin, records_of["entity"].get<std::string>(),
                           {{"filter", records_of["filter"]}, {"measures", measures}});
    EXPECT_TRUE(counted) << counted.error().message;
    return counted ? counted->front().values.front().value_or(-1) : -1;
  }
  // What a chart or table says at a place.
  static double point(const Json& shown, std::size_t series, std::size_t at) {
    const Json& points = shown.at("series").at(series).at("points");
    return points.at(at).at("value").get<double>();
  }
  static Json euro(std::int64_t amount) { return {{"amount", amount}, {"currency", "EUR"}}; }
  void close_deal(const std::string& stage) {
    make("deal", {{"title", "D"},
                  {"stage", stage},
                  {"loss_reason", "price"},
                  {"amount", euro(25'000'00)},
                  {"closed_at", to_rfc3339(at(90))}});
  }
  void order(const std::string& client, std::int64_t amount, int days) {
    make("order", {{"number", "O" + std::to_string(++orders_)},
                   {"organisation", client},
                   {"state", "placed"},
                   {"ordered_at", to_rfc3339(at(days))},
                   {"total", euro(amount)}});
  }

 private:
  int orders_ = 0;
};

}  // namespace kontor::host

#include <random>
#include <set>

#include "tests/integration/plugins/plugin_fixture.hpp"

namespace kontor::testing {
namespace {

constexpr char kInside[] = "2026-03-10T12:00:00.000Z";
constexpr char kOutside[] = "2026-05-10T12:00:00.000Z";

class KpiPluginTest : public PluginFixture {
 protected:
  KpiPluginTest() : PluginFixture("kpi") { load(Json::object()); }

  op::WidgetDataResponse show(const std::string& widget, Json parameters = Json::object()) {
    const auto answer = plugin().call<op::WidgetData>(
        {.widget = widget,
         .actor = {.id = "user-1", .name = "Anna"},
         .period = {.from = "2026-03-01T00:00:00.000Z", .to = "2026-04-01T00:00:00.000Z"},
         .parameters = std::move(parameters)});
    EXPECT_TRUE(answer) << answer.error().message;
    return answer ? *answer : op::WidgetDataResponse{};
  }
  std::string deal(const std::string& outcome, std::int64_t amount, const char* created,
                   const char* closed) {
    return host.add_record("deal", {{"outcome", outcome},
                                    {"amount", {{"amount", amount}, {"currency", "EUR"}}},
                                    {"created_at", created},
                                    {"closed_at", closed ? Json(closed) : Json()}});
  }
};

TEST_F(KpiPluginTest, R55ShowsConversionOfTheLeadsOfThePeriod) {
  const std::string won = deal("won", 100, kInside, kOutside);
  const std::string lost = deal("lost", 100, kInside, kOutside);
  for (int i = 0; i < 200; ++i) {
    host.add_record("lead", {{"created_at", kInside},
                             {"converted_deal", i < 14   ? Json(won)
                                                : i < 20 ? Json(lost)
                                                         : Json()}});
  }
  host.add_record("lead", {{"created_at", kOutside}, {"converted_deal", won}});

  const auto shown = show("conversion", {{"target", 10}});

  ASSERT_TRUE(shown.figure);
  EXPECT_DOUBLE_EQ(*shown.figure->value, 7.0);
  EXPECT_EQ(shown.figure->unit, "%");
  EXPECT_DOUBLE_EQ(*shown.figure->target, 10);
  EXPECT_NE(shown.note.find("14 of the 200"), std::string::npos) << shown.note;
}

TEST_F(KpiPluginTest, R55ShowsVelocityFromDealsOfThePeriod) {
  // 40 deals created; 10 won of 40 closed, 25 000 each, 9 days from creation to closing.
  for (int i = 0; i < 40; ++i) {
    deal(i < 10 ? "won" : "lost", 2'500'000, "2026-03-01T12:00:00.000Z", kInside);
  }

  const auto shown = show("velocity");

  ASSERT_TRUE(shown.figure);
  EXPECT_NEAR(*shown.figure->value, 40 * 25'000 * 0.25 / 9, 0.01);
  EXPECT_EQ(shown.figure->unit, "EUR");
}

TEST_F(KpiPluginTest, R55ShowsTheAverageOrderWithRefundsByCurrency) {
  for (int i = 0; i < 36; ++i) {
    host.add_record(
        "order", {{"ordered_at", kInside}, {"total", {{"amount", 250'000}, {"currency", "SEK"}}}});
  }
  host.add_record("order",
                  {{"ordered_at", kInside}, {"total", {{"amount", -5'000}, {"currency", "EUR"}}}});

  const auto shown = show("average_order");

  EXPECT_DOUBLE_EQ(*shown.figure->value, 2500);
  EXPECT_EQ(shown.figure->unit, "SEK");
  ASSERT_EQ(shown.series.size(), 1U);
  EXPECT_EQ(shown.series[0].points[1].label, "EUR");
  EXPECT_DOUBLE_EQ(*shown.series[0].points[1].value, -50);
}

TEST_F(KpiPluginTest, R55ShowsNoValueInsteadOfADivisionByZero) {
  for (const char* widget : {"conversion", "velocity", "average_order"}) {
    const auto shown = show(widget);
    ASSERT_TRUE(shown.figure) << widget;
    EXPECT_FALSE(shown.figure->value) << widget;
    EXPECT_EQ(shown.figure->formatted, "") << widget;
  }
  EXPECT_TRUE(show("funnel").series[0].points.empty());
}

TEST_F(KpiPluginTest, R08FunnelEqualsABruteForceRecount) {
  static constexpr const char* kStages[] = {"new", "qualified", "proposal", "negotiation", "won"};
  std::mt19937 random(3);
  std::vector<double> reached(5, 0);
  for (int i = 0; i < 1200; ++i) {
    const std::string id = host.add_record("deal", Json::object());
    const bool entered_in_period = random() % 4 != 0;
    const std::size_t furthest = random() % 5;
    for (std::size_t stage = 0; stage <= furthest; ++stage) {
      // A deal may come back to a stage: it is counted once.
      for (unsigned again = 0; again <= random() % 2; ++again) {
        host.add_record("stage_change",
                        {{"deal", id},
                         {"pipeline", "sales"},
                         {"stage", kStages[stage]},
                         {"position", stage + 1},
                         {"changed_at", entered_in_period && stage == 0 ? kInside : kOutside}});
      }
      if (entered_in_period) ++reached[stage];
    }
  }

  const auto shown = show("funnel");

  ASSERT_EQ(shown.series[0].points.size(), 5U);
  for (std::size_t i = 0; i < 5; ++i) {
    EXPECT_DOUBLE_EQ(*shown.series[0].points[i].value, reached[i]);
    EXPECT_NEAR(*shown.series[2].points[i].value, 100 * reached[i] / reached[0], 0.01);
  }
  EXPECT_EQ(shown.series[0].points[1].label, "Qualified");
}

TEST_F(KpiPluginTest, ReadsNothingButAggregates) {
  const std::size_t before = host.calls().size();
  for (const char* widget : {"conversion", "velocity", "average_order", "funnel"}) show(widget);

  const auto calls = host.calls();
  ASSERT_GT(calls.size(), before);
  for (std::size_t i = before; i < calls.size(); ++i) EXPECT_EQ(calls[i], "record.aggregate/1");
}

}  // namespace
}  // namespace kontor::testing

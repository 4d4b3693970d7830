#include <string>

#include "tests/integration/plugins/kpi_fixture.hpp"

// What customers bring and cost, and who of them stays.
namespace kontor::testing {
namespace {

TEST_F(KpiFiguresTest, R55CustomersWhoLeaveStayAndCome) {
  for (int i = 0; i < 20; ++i) {
    const std::string client = "org-" + std::to_string(i);
    order(client, 100'00, kBefore);
    if (i > 0) order(client, i == 1 ? 250'00 : i == 2 ? 20'00 : 100'00, kInside);
  }
  for (int i = 0; i < 5; ++i) order("new-" + std::to_string(i), 100'00, kInside);
  host.add_record("campaign",
                  {{"starts_on", kInside}, {"cost", {{"amount", 500'00}, {"currency", "EUR"}}}});

  EXPECT_DOUBLE_EQ(value("churn"), 5) << "one of twenty; new ones do not count";
  EXPECT_DOUBLE_EQ(value("net_retention"), 98.5) << "2000 + 150 - 80 - 100";
  EXPECT_DOUBLE_EQ(value("acquisition_cost"), 100);
  const double arpa = (250 + 20 + 17 * 100 + 5 * 100) / 24.0;
  EXPECT_NEAR(value("lifetime_value", {{"margin_percent", 80}}), arpa * 0.8 / 0.05, 0.01);
  EXPECT_NEAR(value("value_to_cost", {{"margin_percent", 80}}), arpa * 0.8 / 0.05 / 100, 0.01);
  EXPECT_NEAR(value("payback"), 100 / (arpa / (31 / 30.4375)), 0.02);
}

TEST_F(KpiFiguresTest, R55CohortsSayWhoCameBack) {
  for (int i = 0; i < 50; ++i) {
    order("org-" + std::to_string(i), 1, "2026-03-02T12:00:00.000Z");
    if (i < 40) order("org-" + std::to_string(i), 1, "2026-04-02T12:00:00.000Z");
  }
  const auto shown = *plugin().call<op::WidgetData>(
      {.widget = "cohorts",
       .actor = {.id = "user-1", .name = "Anna"},
       .period = {.from = "2026-03-01T00:00:00.000Z", .to = "2026-05-01T00:00:00.000Z"},
       .parameters = Json::object()});

  ASSERT_EQ(shown.series.size(), 1U) << "nobody began in April";
  ASSERT_EQ(shown.series[0].points.size(), 2U);
  EXPECT_EQ(shown.series[0].name, "2026-03 (50)");
  EXPECT_DOUBLE_EQ(*shown.series[0].points[0].value, 100);
  EXPECT_DOUBLE_EQ(*shown.series[0].points[1].value, 80);
}

TEST_F(KpiFiguresTest, R55ACohortBeganWithTheVeryFirstOrderAndAMonthWithoutOrdersIsOne) {
  order("old", 1, "2025-06-02T12:00:00.000Z");
  for (const char* client : {"old", "new"}) {
    order(client, 1, "2026-01-10T12:00:00.000Z");
    order(client, 1, "2026-03-10T12:00:00.000Z");
  }
  const auto shown = *plugin().call<op::WidgetData>(
      {.widget = "cohorts",
       .actor = {.id = "user-1", .name = "Anna"},
       .period = {.from = "2026-01-01T00:00:00.000Z", .to = "2026-04-01T00:00:00.000Z"},
       .parameters = Json::object()});

  ASSERT_EQ(shown.series.size(), 1U);
  EXPECT_EQ(shown.series[0].name, "2026-01 (1)") << "who ordered a year ago did not begin";
  ASSERT_EQ(shown.series[0].points.size(), 3U);
  EXPECT_DOUBLE_EQ(*shown.series[0].points[1].value, 0) << "nobody ordered in February";
  EXPECT_DOUBLE_EQ(*shown.series[0].points[2].value, 100);
}

TEST_F(KpiFiguresTest, R55OrdersThatWereCancelledOrRefundedBroughtNothing) {
  for (const char* state : {"placed", "delivered", "cancelled", "refunded"}) {
    host.add_record("order", {{"organisation", std::string("org-") + state},
                              {"ordered_at", kInside},
                              {"state", state},
                              {"total", {{"amount", 100'00}, {"currency", "EUR"}}}});
    order(std::string("org-") + state, 100'00, kBefore);
  }
  order("org-placed", -20'00, kInside);  // Given back in part.

  const auto average = show("average_order");

  EXPECT_DOUBLE_EQ(*average.figure->value, 60) << "100 + 100 - 20 of three orders";
  EXPECT_DOUBLE_EQ(recount(average, 0), 3);
  EXPECT_DOUBLE_EQ(value("churn"), 50) << "two of four";
  EXPECT_DOUBLE_EQ(value("net_retention"), 45) << "400 - 20 - 200";
  EXPECT_DOUBLE_EQ(value("lifetime_value"), 180) << "90 a customer / 50 %";
}

TEST_F(KpiFiguresTest, R55FiguresOfCustomersAreOfOneCurrencyThroughout) {
  const auto in = [this](const char* currency, const std::string& client, std::int64_t amount,
                         const char* at) {
    host.add_record("order", {{"organisation", client},
                              {"ordered_at", at},
                              {"state", "placed"},
                              {"total", {{"amount", amount}, {"currency", currency}}}});
  };
  for (const char* client : {"a", "b", "c", "d"}) in("EUR", client, 100'00, kBefore);
  for (const char* client : {"a", "b", "new"}) in("EUR", client, 100'00, kInside);
  for (const char* client : {"x", "y"}) in("SEK", client, 900'00, kInside);
  for (const char* currency : {"EUR", "SEK"}) {
    host.add_record("campaign", {{"starts_on", "2026-03-05"},
                                 {"cost", {{"amount", 50'00}, {"currency", currency}}}});
  }

  EXPECT_DOUBLE_EQ(value("lifetime_value"), 200) << "100 a customer / half of four lost";
  EXPECT_DOUBLE_EQ(value("acquisition_cost"), 50) << "one new customer in euro, 50 of euro spent";
  EXPECT_NEAR(value("payback"), 50 / (100 / (31 / 30.4375)), 0.01);
  EXPECT_DOUBLE_EQ(recount(show("lifetime_value"), 0), 3);
  EXPECT_DOUBLE_EQ(recount(show("acquisition_cost"), 0), 1);
  EXPECT_EQ(show("acquisition_cost").records.at(1).entity, "organisation") << "those who are new";
}

TEST_F(KpiFiguresTest, R55WhoWasErasedStaysInTheCountsACustomerForEachOrder) {
  order("stays", 100'00, kBefore);
  order("stays", 100'00, kInside);
  for (const char* at : {kBefore, kInside, kInside}) {
    host.add_record("order", {{"ordered_at", at},
                              {"state", "placed"},
                              {"total", {{"amount", 100'00}, {"currency", "EUR"}}}});
  }

  EXPECT_DOUBLE_EQ(value("churn"), 50)
      << "one of two: an order without a customer is one of its own";
  EXPECT_DOUBLE_EQ(value("net_retention"), 50);
  EXPECT_DOUBLE_EQ(value("lifetime_value"), 200) << "300 of three customers / 50 %";
  EXPECT_EQ(show("cohorts").series.at(0).name, "2026-03 (2)");
}

}  // namespace
}  // namespace kontor::testing

#include <cmath>

#include "host/app/lead_conversion.hpp"
#include "tests/integration/host_plugins/kpi_company.hpp"
#include "tests/integration/host_plugins/on_either.hpp"
#include "tests/support/program.hpp"

namespace kontor::host {
namespace {

// The vectors of requirement R55.
class KpiOnHostTest : public OnEither<KpiCompany> {};
INSTANTIATE_TEST_SUITE_P(Databases, KpiOnHostTest, testing::both_databases(),
                         testing::database_name);

TEST_P(KpiOnHostTest, R55WinRateVelocityCyclePlanAndTheWeightedPipeline) {
  for (int i = 0; i < 40; ++i) close_deal(i < 10 ? "won" : "lost");

  const Json rate = show("win_rate");
  EXPECT_DOUBLE_EQ(rate.at("figure").at("value").get<double>(), 25);
  EXPECT_DOUBLE_EQ(behind(rate, 0), 10);
  EXPECT_DOUBLE_EQ(behind(rate, 1), 30);
  EXPECT_NEAR(value("velocity"), 2777.78, 0.1) << "40 x 25 000 x 0.25 / 90";
  EXPECT_NEAR(value("cycle"), 90, 0.01);
  EXPECT_DOUBLE_EQ(value("plan_fact", {{"plan", 100'000}}), 250'000);

  for (const auto& [amount, probability] : {std::pair(100'000'00, 90), std::pair(50'000'00, 40)}) {
    make("deal", {{"title", "Open"},
                  {"amount", euro(amount)},
                  {"probability", probability},
                  {"expected_close", day(30)}});
  }
  EXPECT_DOUBLE_EQ(value("weighted_pipeline"), 110'000);
}

TEST_P(KpiOnHostTest, R55BehindAnAmountAreTheRecordsOfItsCurrency) {
  const std::string client = make("organisation", {{"name", "Client"}}).id;
  order(client, 100'00, 3);
  order(client, 300'00, 4);
  make("order", {{"number", "In kronor"},
                 {"organisation", client},
                 {"state", "placed"},
                 {"ordered_at", to_rfc3339(at(5))},
                 {"total", {{"amount", 5000'00}, {"currency", "SEK"}}}});

  const Json shown = show("average_order");

  EXPECT_DOUBLE_EQ(value_of(shown), 200);
  EXPECT_DOUBLE_EQ(behind(shown, 0), 2);
  EXPECT_DOUBLE_EQ(sum_behind(shown, 0, "total"), 400'00);
}

TEST_P(KpiOnHostTest, R08EachStageOfTheFunnelIsAsManyAsTheRecordsBehindIt) {
  for (const char* stage : {"new", "qualified", "qualified", "proposal", "won"})
    make("deal", {{"title", "D"}, {"stage", stage}});
  const Record lost = make("deal", {{"title", "D"}, {"stage", "negotiation"}});
  ASSERT_TRUE(
      records->update(admin, "deal", lost.id, {}, {{"stage", "lost"}, {"loss_reason", "price"}}));

  const Json shown = show("funnel");

  const std::vector<double> reached = {6, 5, 3, 2, 1};
  ASSERT_EQ(shown.at("records").size(), reached.size());
  for (std::size_t i = 0; i < reached.size(); ++i) {
    EXPECT_DOUBLE_EQ(shown.at("series").at(0).at("points").at(i).at("value").get<double>(),
                     reached[i]);
    EXPECT_DOUBLE_EQ(behind(shown, i), reached[i]) << shown.at("records").at(i);
  }
  EXPECT_EQ(shown.at("records").at(1).at("label"), "Qualified");
}

TEST_P(KpiOnHostTest, R08EachProfileOfTheFunnelHasItsStagesAndItsDeals) {
  const std::string nord = make("organisation", {{"name", "Nord AB"}}).id;
  const std::string bolt = make("product", {{"name", "Bolt"}}).id;
  for (const char* stage : {"new", "qualified", "won"})
    make("deal", {{"title", "D"}, {"stage", stage}, {"organisation", nord}});
  const std::string sara = user("Sara").id;
  make("deal", {{"title", "D"}, {"stage", "proposal"}, {"product", bolt}, {"owner", sara}});

  const Json clients = show("funnel_profiles", {{"profile", "client"}});
  const Json products = show("funnel_profiles", {{"profile", "product"}});
  const Json managers = show("funnel_profiles", {{"profile", "manager"}});

  EXPECT_EQ(clients.at("series").at(0).at("points").at(0).at("label"), "Nord AB");
  const std::vector<double> reached = {3, 2, 1, 1, 1, 33.33};
  for (std::size_t i = 0; i < reached.size(); ++i) {
    EXPECT_DOUBLE_EQ(point(clients, i, 0), reached[i]) << clients.at("series").at(i).at("name");
  }
  EXPECT_EQ(managers.at("series").at(0).at("points").at(1).at("label"), "Sara");
  EXPECT_EQ(managers.at("records").at(1).at("label"), "Sara") << "the host knows the name";
  for (const Json* shown : {&clients, &products, &managers}) {
    double deals = 0;
    for (std::size_t i = 0; i < shown->at("records").size(); ++i) {
      EXPECT_DOUBLE_EQ(behind(*shown, i), point(*shown, 0, i)) << *shown;
      deals += behind(*shown, i);
    }
    EXPECT_DOUBLE_EQ(deals, 4) << *shown;
  }
}

TEST_P(KpiOnHostTest, R55ConversionIsOfTheLeadsOfThePeriod) {
  for (int i = 0; i < 20; ++i) {
    const Record lead = make("lead", {{"title", "L"}, {"company", "C" + std::to_string(i)}});
    if (i >= 4) continue;
    const auto converted = convert_lead(*records, *database, clock, ids, *outbox, admin, lead.id,
                                        {{"deal", {{"amount", euro(100)}}}});
    ASSERT_TRUE(converted) << converted.error().message;
    if (i >= 2) continue;
    ASSERT_TRUE(records->update(admin, "deal", converted->deal, {}, {{"stage", "won"}}));
  }

  EXPECT_DOUBLE_EQ(value("conversion"), 10) << "two of twenty";
  EXPECT_DOUBLE_EQ(value("conversion", {{"variant", "period"}}), 10);
  const Json sources = show("attribution");
  EXPECT_DOUBLE_EQ(sources.at("series").at(0).at("points").at(0).at("value").get<double>(), 2);
}

TEST_P(KpiOnHostTest, R55CustomersWhoLeaveStayAndCome) {
  for (int i = 0; i < 20; ++i) {
    const std::string client = make("organisation", {{"name", "O" + std::to_string(i)}}).id;
    order(client, 100'00, -30);
    if (i > 0) order(client, i == 1 ? 250'00 : i == 2 ? 20'00 : 100'00, 1);
  }
  for (int i = 0; i < 5; ++i)
    order(make("organisation", {{"name", "N" + std::to_string(i)}}).id, 100'00, 1);
  make("campaign", {{"name", "C"}, {"starts_on", day(2)}, {"cost", euro(500'00)}});

  EXPECT_DOUBLE_EQ(value("churn"), 5) << "one of twenty; new ones do not count";
  EXPECT_DOUBLE_EQ(value("net_retention"), 98.5) << "2000 + 150 - 80 - 100";
  EXPECT_DOUBLE_EQ(value("acquisition_cost"), 100);
  const double arpa = (250 + 20 + 17 * 100 + 5 * 100) / 24.0;
  EXPECT_NEAR(value("average_order"), arpa, 0.01);
  EXPECT_NEAR(value("lifetime_value", {{"margin_percent", 80}}), arpa * 0.8 / 0.05, 0.01);
}

TEST_P(KpiOnHostTest, R55WhatCustomersSayAndEveryWidgetAnswersWithItsAge) {
  for (int i = 0; i < 10; ++i) {
    make("case", {{"title", "C"},
                  {"state", "resolved"},
                  {"opened_at", to_rfc3339(at(0))},
                  {"csat", i < 8 ? 4 : 3},
                  {"nps", i < 5   ? 9
                          : i < 8 ? 7
                                  : 0},
                  {"first_contact", i < 7   ? "resolved"
                                    : i < 8 ? "not_resolvable"
                                            : "not_resolved"}});
  }

  EXPECT_DOUBLE_EQ(value("nps"), 30);
  EXPECT_DOUBLE_EQ(value("csat"), 80);
  EXPECT_DOUBLE_EQ(value("first_contact"), 70);
  EXPECT_DOUBLE_EQ(value("first_contact", {{"variant", "net"}}), 77.78);

  const std::string before = to_rfc3339(clock.now_ms());
  const Json widgets = manifest_of("kpi")["contributes"]["widgets"];
  EXPECT_GT(widgets.size(), 20U);
  for (const Json& widget : widgets) {
    const Json shown = show(widget["name"].get<std::string>());
    EXPECT_GE(shown.value("as_of", ""), before) << widget["name"];
  }
}

TEST_P(KpiOnHostTest, AKeptFigureAndTheRecordsBehindItAgreeAsSoonAsTheFeedToldOfTheChange) {
  const Status set = plugins->set_settings(admin, "kontor.kpi", {{"cache_s", 3600}});
  ASSERT_TRUE(set) << set.error().message;
  close_deal("won");
  const auto becomes = [this](double percent) {
    return testing::eventually([&] {
      const Json shown = show("win_rate");
      const double won = behind(shown, 0);
      const double counted = 100 * won / (won + behind(shown, 1));
      return std::abs(value_of(shown) - percent) < 0.01 && std::abs(counted - percent) < 0.01;
    });
  };
  ASSERT_TRUE(becomes(100));

  close_deal("lost");
  EXPECT_TRUE(becomes(50));
  const Record third = make("deal", {{"title", "D"}, {"stage", "won"}});
  ASSERT_TRUE(
      records->update(admin, "deal", third.id, {}, {{"stage", "lost"}, {"loss_reason", "price"}}));
  EXPECT_TRUE(becomes(33.33));
  ASSERT_TRUE(records->remove(admin, "deal", third.id, {}));
  EXPECT_TRUE(becomes(50));
}

}  // namespace
}  // namespace kontor::host

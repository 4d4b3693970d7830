#include <algorithm>
#include <chrono>
#include <kontor/time.hpp>
#include <random>
#include <set>

#include "tests/integration/plugins/kpi_fixture.hpp"

namespace kontor::testing {
namespace {

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
  EXPECT_DOUBLE_EQ(recount(shown, 0), 200);
  EXPECT_DOUBLE_EQ(recount(shown, 1), 14) << "the leads that were won";
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
  const auto funnel = show("funnel");
  ASSERT_EQ(funnel.series[0].points.size(), 5U);
  EXPECT_DOUBLE_EQ(*funnel.series[0].points[0].value, 0);
  EXPECT_FALSE(funnel.series[1].points[4].value) << "of nobody at the stage before";
}

TEST_F(KpiPluginTest, R08TheRecordsBehindEachStageAreAsManyAsReachedIt) {
  static constexpr const char* kStages[] = {"new", "qualified", "proposal", "negotiation", "won"};
  std::mt19937 random(3);
  std::vector<double> reached(5, 0);
  for (int i = 0; i < 300; ++i) {
    const bool in_period = random() % 4 != 0;
    const std::size_t furthest = random() % 5;
    host.add_record("deal", {{"created_at", in_period ? kInside : kOutside},
                             {"pipeline", "sales"},
                             {"reached", kStages[furthest]}});
    for (std::size_t stage = 0; in_period && stage <= furthest; ++stage) ++reached[stage];
  }

  const auto shown = show("funnel");

  ASSERT_EQ(shown.series[0].points.size(), 5U);
  ASSERT_EQ(shown.records.size(), 5U);
  for (std::size_t i = 0; i < 5; ++i) {
    EXPECT_DOUBLE_EQ(*shown.series[0].points[i].value, reached[i]);
    EXPECT_NEAR(*shown.series[2].points[i].value, 100 * reached[i] / reached[0], 0.01);
    EXPECT_DOUBLE_EQ(recount(shown, i), reached[i]) << shown.records[i].label;
  }
  EXPECT_EQ(shown.series[0].points[1].label, "Qualified");
}

constexpr const char* kFigures[] = {"conversion",
                                    "win_rate",
                                    "velocity",
                                    "cycle",
                                    "average_order",
                                    "lifetime_value",
                                    "acquisition_cost",
                                    "value_to_cost",
                                    "payback",
                                    "churn",
                                    "net_retention",
                                    "nps",
                                    "csat",
                                    "first_contact",
                                    "adoption",
                                    "data_quality",
                                    "pipeline_accuracy",
                                    "forecast_bias",
                                    "weighted_pipeline"};

TEST_F(KpiFiguresTest, R55NoFigureHasAValueWithoutData) {
  for (const char* widget : kFigures) {
    const auto shown = show(widget);
    ASSERT_TRUE(shown.figure) << widget;
    EXPECT_FALSE(shown.figure->value) << widget;
    EXPECT_NE(shown.note, "") << widget << " names its variant";
  }
}

TEST_F(KpiFiguresTest, R55TheSumOfTheListsBehindAFigureIsTheFigure) {
  for (int i = 0; i < 10; ++i) deal("won", 100, kInside, kInside);
  for (int i = 0; i < 30; ++i) deal("lost", 100, kInside, kInside);
  deal("won", 100, kInside, kOutside);

  const auto shown = show("win_rate");

  EXPECT_DOUBLE_EQ(*shown.figure->value, 25);
  const double won = recount(shown, 0);
  const double lost = recount(shown, 1);
  EXPECT_DOUBLE_EQ(100 * won / (won + lost), *shown.figure->value);
}

TEST_F(KpiFiguresTest, R55WhatCustomersSay) {
  for (int i = 0; i < 10; ++i) {
    solved({{"nps", i < 5 ? 9 : i < 8 ? 7 : 0}, {"csat", i < 8 ? 4 : 3}});
  }
  for (int i = 0; i < 100; ++i) {
    solved({{"first_contact", i < 70 ? "resolved" : i < 82 ? "not_resolvable" : "not_resolved"}});
  }

  for (const int no_answer : {-3, 11, 100}) solved({{"nps", no_answer}});

  EXPECT_DOUBLE_EQ(value("nps"), 30) << "what is not on the scale is no answer";
  EXPECT_DOUBLE_EQ(recount(show("nps"), 0), 10);
  EXPECT_DOUBLE_EQ(value("csat"), 80);
  EXPECT_DOUBLE_EQ(value("first_contact"), 70);
  EXPECT_DOUBLE_EQ(value("first_contact", {{"variant", "net"}}), 79.55);
}

TEST_F(KpiFiguresTest, R55AdoptionCountsWorkAndNotSigningIn) {
  for (int i = 0; i < 18; ++i) {
    host.add_record("task", {{"owner", "user-" + std::to_string(i)}, {"done_at", kInside}});
    host.add_record("deal", {{"owner", "user-" + std::to_string(i)}, {"closed_at", kInside}});
  }
  host.add_record("task", {{"owner", "late"}, {"done_at", kOutside}});

  EXPECT_DOUBLE_EQ(value("adoption", {{"licensed_users", 24}}), 75);
  EXPECT_EQ(show("adoption", Json::object(), "sv").records.at(0).label, "Klara uppgifter");
  EXPECT_FALSE(show("adoption").figure->value) << "nobody said how many users there are";
}

TEST_F(KpiFiguresTest, R57DataQualityComesWithTheTasksThatMendIt) {
  for (int i = 0; i < 10; ++i) {
    host.add_record("person", {{"email", i == 0  ? Json()
                                         : i < 3 ? Json("same@x.test")
                                                 : Json(std::to_string(i) + "@x.test")},
                               {"phone", "+4670000000" + std::to_string(i)},
                               {"phone_flag", i == 9 ? Json("short") : Json()}});
  }

  const auto shown = show("data_quality");
  const auto planned =
      act("kpi.mend", "", "",
          {{"from", "2026-03-01T00:00:00.000Z"}, {"to", "2026-04-01T00:00:00.000Z"}});

  EXPECT_DOUBLE_EQ(*shown.series[0].points[0].value, 95);
  EXPECT_DOUBLE_EQ(*shown.series[0].points[1].value, 88.89);
  EXPECT_DOUBLE_EQ(*shown.series[0].points[2].value, 90);
  EXPECT_DOUBLE_EQ(recount(shown, 0), 1);
  ASSERT_TRUE(planned) << planned.error().message;
  ASSERT_EQ(planned->output["tasks"].size(), 3U) << "no e-mail, a phone to mend, one to merge";
  const std::string first = planned->output["tasks"][0];
  EXPECT_EQ(host.record("task", first)->fields["title"], "Mend data: Without e-mail (1)");
  EXPECT_EQ(host.record("task", first)->fields["description"], "/persons/person-1\n");

  const auto again =
      act("kpi.mend", "", "",
          {{"from", "2026-03-01T00:00:00.000Z"}, {"to", "2026-04-01T00:00:00.000Z"}});
  EXPECT_EQ(again->output["tasks"], planned->output["tasks"]) << "they are open still";
}

TEST_F(KpiFiguresTest, R55PlanFactCycleAndTheOtherConversion) {
  const std::string won = deal("won", 300'00, "2026-03-01T12:00:00.000Z", kInside);
  deal("lost", 1, "2026-03-05T12:00:00.000Z", kInside);
  const auto plan = show("plan_fact", {{"plan", 400}});

  EXPECT_NE(plan.note.find("75.00 %"), std::string::npos) << plan.note;
  EXPECT_DOUBLE_EQ(*plan.series[1].points[0].value, 400);
  EXPECT_DOUBLE_EQ(value("cycle"), 7) << "nine days and five; won and lost";
  host.add_record("lead", {{"created_at", kInside}});
  EXPECT_FALSE(show("conversion", {{"variant", "period"}}).note.empty());
}

TEST_F(KpiFiguresTest, R55WeightedPipelineAndComparisonWithAnotherPeriod) {
  const auto open = [this](std::int64_t amount, double probability, const char* close) {
    host.add_record("deal", {{"outcome", "open"},
                             {"amount", {{"amount", amount}, {"currency", "EUR"}}},
                             {"probability", probability},
                             {"expected_close", close}});
  };
  open(100'000'00, 90, "2026-03-10");
  open(50'000'00, 40, "2026-03-31");
  open(70'000'00, 50, "2026-02-20");
  open(70'000'00, 50, "2026-04-01");

  const auto shown = show("weighted_pipeline", {{"compare", "previous"}, {"target", 120'000}});

  EXPECT_DOUBLE_EQ(*shown.figure->value, 110'000);
  EXPECT_DOUBLE_EQ(*shown.figure->previous, 35'000);
  EXPECT_DOUBLE_EQ(*shown.figure->target, 120'000);
}

TEST_F(KpiFiguresTest, R55SnapshotsStayAsTheyWere) {
  const std::string month = "2026-03";
  std::vector<std::string> ids;
  const double amounts[] = {100'000, 50'000};
  for (int i = 0; i < 2; ++i) {
    ids.push_back(
        host.add_record("deal", {{"outcome", "open"},
                                 {"amount", {{"amount", amounts[i] * 100}, {"currency", "EUR"}}},
                                 {"probability", i == 0 ? 90 : 40},
                                 {"expected_close", month + "-28"}}));
  }
  const auto freeze = [this] {
    return plugin().call<op::JobRun>({.job = "kpi.snapshot", .payload = {{"day", "2026-03-02"}}});
  };
  ASSERT_TRUE(freeze());
  host.add_record("deal", {{"outcome", "open"},
                           {"amount", {{"amount", 1}, {"currency", "EUR"}}},
                           {"probability", 100},
                           {"expected_close", month + "-28"}});
  ASSERT_TRUE(freeze()) << "the month is there: nothing is written over";
  EXPECT_EQ(host.storage("snapshot/" + month + "/part/1000").size(), 2U);
  const auto shown = *plugin().call<op::WidgetData>(
      {.widget = "pipeline_accuracy",
       .actor = {.id = "user-1", .name = "Anna"},
       .period = {.from = month + "-01T00:00:00.000Z", .to = month + "-28T00:00:00.000Z"},
       .parameters = Json::object()});
  EXPECT_DOUBLE_EQ(*shown.figure->value, 0) << "nothing of 110 000 is closed yet";
  EXPECT_NE(shown.note.find("EUR\u00a0110,000 weighted"), std::string::npos) << shown.note;
  EXPECT_DOUBLE_EQ(recount(shown, 0), 2);
}

TEST_F(KpiFiguresTest, R55AMonthThatIsNotOverIsNotJudged) {
  const std::string today = rfc3339(std::chrono::system_clock::now()).substr(0, 10);
  host.add_record("deal", {{"outcome", "open"},
                           {"amount", {{"amount", 100}, {"currency", "EUR"}}},
                           {"probability", 50},
                           {"expected_close", today}});
  ASSERT_TRUE(plugin().call<op::JobRun>({.job = "kpi.snapshot", .payload = {{"day", today}}}));
  ASSERT_EQ(host.storage("snapshot/" + today.substr(0, 7) + "/part/1000").size(), 1U);

  for (const char* widget : {"pipeline_accuracy", "forecast_bias"}) {
    const auto shown = *plugin().call<op::WidgetData>(
        {.widget = widget,
         .actor = {.id = "user-1", .name = "Anna"},
         .period = {.from = "2026-01-01T00:00:00.000Z", .to = "2099-01-01T00:00:00.000Z"},
         .parameters = Json::object()});
    EXPECT_FALSE(shown.figure->value) << widget;
    EXPECT_TRUE(shown.records.empty()) << widget;
  }
}

TEST_F(KpiFiguresTest, R55ASnapshotIsOfTheMonthTheCompanysCalendarShows) {
  for (const char* close : {"2026-03-31", "2026-04-01", "2026-04-30"}) {
    host.add_record("deal", {{"outcome", "open"},
                             {"amount", {{"amount", 100}, {"currency", "EUR"}}},
                             {"probability", 50},
                             {"expected_close", close}});
  }
  const auto freeze_on = [this](const char* day) {
    ASSERT_TRUE(plugin().call<op::JobRun>({.job = "kpi.snapshot", .payload = {{"day", day}}}));
  };

  freeze_on("2026-03-31");
  freeze_on("2026-04-01");

  EXPECT_EQ(host.storage("snapshot/2026-03/part/1000").size(), 1U);
  EXPECT_EQ(host.storage("snapshot/2026-04/part/1000").size(), 2U);
  EXPECT_EQ(host.storage("snapshot/2026-04/done")["day"], "2026-04-01");
}

TEST_F(KpiFiguresTest, R55AttributionSharesEachDealAmongItsLeads) {
  const std::string won = deal("won", 100, kInside, "2026-03-15T12:00:00.000Z");
  for (const char* source : {"fair", "web", "web", "call"}) {
    host.add_record("lead", {{"converted_deal", won}, {"created_at", kInside}, {"source", source}});
  }

  const auto shown = show("attribution", {{"model", "linear"}});

  double sum = 0;
  for (const op::Point& point : shown.series[0].points) sum += *point.value;
  EXPECT_DOUBLE_EQ(sum, 1);
  EXPECT_EQ(shown.series[0].points[2].label, "web");
  EXPECT_DOUBLE_EQ(*shown.series[0].points[2].value, 0.5);
  EXPECT_DOUBLE_EQ(recount(shown, 0), 1);
}

// Those of the same person that came before the deal was won are touches, too.
TEST_F(KpiFiguresTest, R55EachModelOfAttributionSharesTheLeadsOfADealAnotherWay) {
  const std::string won = host.add_record("deal", {{"outcome", "won"},
                                                   {"person", "person-1"},
                                                   {"created_at", kInside},
                                                   {"closed_at", "2026-03-15T12:00:00.000Z"}});
  deal("won", 100, kInside, kInside);  // Nobody knows whence it came.
  const auto lead = [&](const char* source, const char* at, const Json& person, const Json& deal) {
    host.add_record(
        "lead",
        {{"person", person}, {"converted_deal", deal}, {"created_at", at}, {"source", source}});
  };
  lead("a", "2026-03-01T12:00:00.000Z", "person-1", Json());
  lead("b", "2026-03-05T12:00:00.000Z", "person-1", Json());
  lead("c", "2026-03-08T12:00:00.000Z", "person-1", Json());
  lead("d", "2026-03-12T12:00:00.000Z", "person-1", won);
  lead("later", "2026-03-20T12:00:00.000Z", "person-1", Json());
  lead("other", "2026-03-02T12:00:00.000Z", "person-2", Json());
  std::set<std::string> different;

  for (const char* model : {"first", "last", "linear", "u_shaped", "w_shaped", "time_decay"}) {
    const auto shown = show("attribution", {{"model", model}});
    double sum = 0;
    std::string shares;
    for (const op::Point& point : shown.series[0].points) {
      sum += *point.value;
      shares += point.label + std::to_string(*point.value) + " ";
    }
    EXPECT_NEAR(sum, 1, 0.02) << model << ": " << shares;
    EXPECT_EQ(shares.find("later"), std::string::npos) << shares;
    EXPECT_DOUBLE_EQ(recount(shown, 0), 1) << "the one deal that is shared";
    different.insert(shares);
  }
  EXPECT_EQ(different.size(), 6U);
}

TEST_F(KpiFiguresTest, R55AFigureIsComparedWithTheSameDaysAYearBefore) {
  deal("won", 300'00, "2025-03-01T12:00:00.000Z", "2025-03-10T12:00:00.000Z");
  deal("lost", 1, "2025-03-01T12:00:00.000Z", "2025-03-31T23:00:00.000Z");
  deal("won", 1, "2025-03-01T12:00:00.000Z", "2025-04-01T00:00:00.000Z");
  deal("won", 1, kInside, kInside);

  const auto shown = show("win_rate", {{"compare", "year"}});

  EXPECT_DOUBLE_EQ(*shown.figure->value, 100);
  ASSERT_TRUE(shown.figure->previous);
  EXPECT_DOUBLE_EQ(*shown.figure->previous, 50);
}

TEST_F(KpiFiguresTest, R55APlanIsOfTheDaysOfAMonthThatLieInThePeriod) {
  deal("won", 300'00, kInside, kInside);
  const auto shown = *plugin().call<op::WidgetData>(
      {.widget = "plan_fact",
       .actor = {.id = "user-1", .name = "Anna"},
       .period = {.from = "2026-02-15T00:00:00.000Z", .to = "2026-05-01T00:00:00.000Z"},
       .parameters = {{"plan", 400}}});

  ASSERT_EQ(shown.series[0].points.size(), 3U) << "months in which nothing was won as well";
  EXPECT_DOUBLE_EQ(*shown.series[0].points[2].value, 0);
  EXPECT_DOUBLE_EQ(*shown.series[1].points[0].value, 200) << "the second half of February";
  EXPECT_DOUBLE_EQ(*shown.series[1].points[1].value, 400);
  EXPECT_NE(shown.note.find("30.00 %"), std::string::npos) << shown.note;
}

TEST_F(KpiFiguresTest, R08TheFunnelHasAProfileForClientProductAndManager) {
  const std::string nord = host.add_record("organisation", {{"name", "Nord AB"}});
  const std::string bolt = host.add_record("product", {{"name", "Bolt"}});
  const auto add = [&](const char* reached, const char* owner, const Json& product) {
    host.add_record("deal", {{"created_at", kInside},
                             {"pipeline", "sales"},
                             {"reached", reached},
                             {"organisation", nord},
                             {"product", product},
                             {"owner", owner}});
  };
  add("won", "user-1", bolt);
  add("qualified", "user-2", Json());

  const auto client = show("funnel_profiles", {{"profile", "client"}});
  const auto manager = show("funnel_profiles", {{"profile", "manager"}});
  const auto product = show("funnel_profiles", {{"profile", "product"}});

  ASSERT_EQ(client.series.size(), 6U) << "five stages, and what was won";
  EXPECT_EQ(client.series[0].points[0].label, "Nord AB");
  EXPECT_EQ(client.series[1].name, "Qualified");
  const double reached[] = {2, 2, 1, 1, 1, 50};
  for (std::size_t i = 0; i < 6; ++i)
    EXPECT_DOUBLE_EQ(*client.series[i].points[0].value, reached[i]) << client.series[i].name;
  EXPECT_DOUBLE_EQ(recount(client, 0), 2);
  EXPECT_EQ(manager.series[0].points.size(), 2U);
  ASSERT_EQ(product.series[0].points.size(), 2U) << "the deal of no product, and the other";
  EXPECT_EQ(product.series[0].points[1].label, "Bolt");
  EXPECT_DOUBLE_EQ(*product.series[5].points[1].value, 100);
  EXPECT_DOUBLE_EQ(recount(product, 0), 1);
  EXPECT_DOUBLE_EQ(recount(product, 1), 1);
}

TEST_F(KpiFiguresTest, APeriodOfDaysIsAskedForInDaysAndMovedByDays) {
  deal("won", 100, kInside, "2026-03-29T23:30:00.000Z");
  deal("won", 100, kInside, "2026-02-28T12:00:00.000Z");
  const auto shown = *plugin().call<op::WidgetData>({.widget = "plan_fact",
                                                     .actor = {.id = "user-1", .name = "Anna"},
                                                     .period = {.from = "2026-02-28T23:00:00.000Z",
                                                                .to = "2026-03-31T22:00:00.000Z",
                                                                .from_day = "2026-03-01",
                                                                .to_day = "2026-04-01"},
                                                     .parameters = {{"compare", "year"}}});

  ASSERT_EQ(shown.records.size(), 1U);
  EXPECT_EQ(shown.records[0].filter[1].value, "2026-03-01")
      << "a day, whose midnight the host knows";
  EXPECT_EQ(shown.records[0].filter[2].value, "2026-04-01");
  EXPECT_DOUBLE_EQ(*shown.figure->value, 1);
  EXPECT_FALSE(shown.figure->previous) << "nothing was won in March the year before";
}

TEST_F(KpiFiguresTest, ExportsWhatAWidgetShowsAsATable) {
  deal("won", 100, kInside, kInside);
  host.add_record("lead",
                  {{"created_at", kInside}, {"source", "=cmd()"}, {"converted_deal", "deal-1"}});

  const auto done = act("kpi.export", "", "",
                        {{"widget", "attribution"},
                         {"from", "2026-03-01T00:00:00.000Z"},
                         {"to", "2026-04-01T00:00:00.000Z"}});

  ASSERT_TRUE(done) << done.error().message;
  const std::string csv = done->output["content"];
  EXPECT_NE(csv.find("\"'=cmd()\",1\r\n"), std::string::npos) << csv;
}

TEST_F(KpiPluginTest, ReadsNothingButAggregates) {
  const std::size_t before = host.calls().size();
  for (const char* widget : kFigures) show(widget);
  show("funnel");

  const auto calls = host.calls();
  ASSERT_GT(calls.size(), before);
  for (std::size_t i = before; i < calls.size(); ++i) {
    EXPECT_TRUE(calls[i] == "record.aggregate/1" || calls[i] == "record.funnel/1" ||
                calls[i] == "storage.list/1")
        << calls[i];
  }
}

}  // namespace
}  // namespace kontor::testing

#include <algorithm>
#include <string>

#include "tests/integration/plugins/kpi_fixture.hpp"
#include "tests/support/program.hpp"

// How old a figure may be, and how much stands behind it.
namespace kontor::testing {
namespace {

TEST_F(KpiFiguresTest, FiguresAreNeverOlderThanTheySay) {
  load({{"cache_s", 3600}});
  deal("won", 100, kInside, kInside);
  const auto first = show("win_rate");
  deal("lost", 100, kInside, kInside);

  const auto kept = show("win_rate");
  const auto other = show("win_rate", {{"target", 50}});

  EXPECT_DOUBLE_EQ(*kept.figure->value, 100);
  EXPECT_EQ(kept.as_of, first.as_of) << "an old answer says how old it is";
  EXPECT_EQ(other.as_of, first.as_of) << "what it rests on was asked for then";
  load({{"cache_s", 0}});
  EXPECT_DOUBLE_EQ(*show("win_rate").figure->value, 50) << "asked anew";
}

TEST_F(KpiFiguresTest, AFigureIsAskedAnewWhenTheHostTellsOfAChangeOfItsRecords) {
  load({{"cache_s", 3600}});
  deal("won", 100, kInside, kInside);
  show("win_rate");
  deal("lost", 100, kInside, kInside);
  const auto tell = [this](const char* event) {
    ASSERT_TRUE(plugin().call<op::EventDeliver>({.id = event,
                                                 .sequence = 1,
                                                 .name = event,
                                                 .occurred_at = kInside,
                                                 .payload = Json::object()}));
  };
  // Small as it is, a figure stands ten times as long as it took to make.
  const auto settled = [this](double percent) {
    return eventually([&] { return *show("win_rate").figure->value == percent; });
  };

  tell("order.created");
  EXPECT_DOUBLE_EQ(*show("win_rate").figure->value, 100) << "no deal has changed";
  tell("deal.created");
  EXPECT_TRUE(settled(50));
}

TEST_F(KpiFiguresTest, EachReaderIsAnsweredInTheOwnLanguageAlsoFromWhatIsKept) {
  load({{"cache_s", 3600}});
  for (int i = 0; i < 3; ++i) order("org-" + std::to_string(i), 12'345'678, kInside);
  const auto before = host.calls().size();

  for (int again = 0; again < 2; ++again) {
    const auto company = show("average_order");
    const auto swede = show("average_order", Json::object(), "sv");
    const auto dane = show("average_order", Json::object(), "da");
    EXPECT_EQ(company.figure->formatted, "EUR\u00a0123,456.78");
    EXPECT_EQ(swede.figure->formatted, "123\u00a0456,78\u00a0EUR");
    EXPECT_EQ(dane.figure->formatted, "123.456,78\u00a0EUR");
    EXPECT_EQ(company.title, "Average order");
    EXPECT_EQ(swede.title, "Snittorder");
    EXPECT_NE(dane.note.find("370.370,34\u00a0EUR"), std::string::npos) << dane.note;
    EXPECT_EQ(swede.records.at(0).label, "Ordrar");
  }
  EXPECT_EQ(host.calls().size(), before + 1) << "the numbers are the same in every language";
}

TEST_F(KpiFiguresTest, WidgetsOfOneDashboardAskForTheSameOnce) {
  load({{"cache_s", 3600}});
  deal("won", 100, kInside, kInside);
  const auto asked = [this] {
    const auto calls = host.calls();
    return std::count(calls.begin(), calls.end(), "record.aggregate/1");
  };
  show("win_rate");
  const auto before = asked();

  show("cycle");
  show("plan_fact", {{"plan", 1}});

  EXPECT_EQ(asked(), before) << "win rate asked for the closed deals already";
}

TEST_F(KpiFiguresTest, R55CustomersAreComparedHoweverManyThereAre) {
  constexpr int kClients = 10'100;  // More than an answer of the host holds.
  for (int i = 0; i < kClients; ++i) {
    const std::string client = "org-" + std::to_string(100'000 + i);
    order(client, 100, kBefore);
    if (i % 50 == 0) order(client, i % 100 == 0 ? 300 : 100, kInside);
  }
  const auto shown = *plugin().call<op::WidgetData>(
      {.widget = "cohorts",
       .actor = {.id = "user-1", .name = "Anna"},
       .period = {.from = "2026-02-01T00:00:00.000Z", .to = "2026-04-01T00:00:00.000Z"},
       .parameters = Json::object()});

  ASSERT_EQ(shown.series.size(), 1U) << shown.note;
  EXPECT_EQ(shown.series[0].name, "2026-02 (10,100)");
  EXPECT_DOUBLE_EQ(*shown.series[0].points[1].value, 2);
  EXPECT_DOUBLE_EQ(value("net_retention"), 4) << "one of a hundred as before, one three times";
}

TEST_F(KpiFiguresTest, R55LeadsAreFollowedToTheirDealsHoweverManyThereAre) {
  constexpr int kDeals = 60;
  constexpr int kSources = 170;  // Together more than an answer of the host holds.
  for (int i = 0; i < kDeals; ++i) {
    const std::string won = deal(i % 2 == 0 ? "won" : "lost", 100, kInside, kInside);
    for (int j = 0; j < kSources; ++j) {
      host.add_record("lead", {{"created_at", kInside},
                               {"converted_deal", won},
                               {"source", "source " + std::to_string(j)}});
    }
  }

  const auto shown = show("attribution");

  double sum = 0;
  for (const op::Point& point : shown.series.at(0).points) sum += *point.value;
  EXPECT_EQ(shown.series[0].points.size(), std::size_t{kSources});
  EXPECT_NEAR(sum, kDeals / 2.0, 1) << "each won deal once, but for rounding of each source";
}

}  // namespace
}  // namespace kontor::testing

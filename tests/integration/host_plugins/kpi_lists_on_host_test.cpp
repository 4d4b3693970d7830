#include "tests/integration/host_plugins/kpi_company.hpp"
#include "tests/integration/host_plugins/on_either.hpp"

namespace kontor::host {
namespace {

// Figures that are made of many records, and the lists that people work through.
class KpiListsOnHostTest : public OnEither<KpiCompany> {
 protected:
  // What the host stamps itself, as if it had been so many days ago.
  void age(const std::string& entity, const std::string& id, const char* column, int days) {
    const Status aged = database->transaction([&](db::Session& session) -> Status {
      TRY(session.execute("UPDATE record_" + entity + " SET " + column + " = $1 WHERE id = $2",
                          {at(-days), id}));
      return ok();
    });
    ASSERT_TRUE(aged) << aged.error().message;
  }
  std::string organisation(const std::string& name) {
    return make("organisation", {{"name", name}}).id;
  }
  void order_at(const std::string& client, const std::string& moment) {
    make("order", {{"number", "C" + std::to_string(++orders_)},
                   {"organisation", client},
                   {"state", "placed"},
                   {"ordered_at", moment},
                   {"total", euro(100)}});
  }
  Json mend(const std::string& owner) {
    const auto planned = plugins->act(admin, "kontor.kpi", "kpi.mend", nullptr,
                                      {{"from", day(-1)}, {"to", day(1)}, {"owner", owner}});
    EXPECT_TRUE(planned) << planned.error().message;
    Json titles = Json::array();
    if (!planned) return titles;
    const Json tasks = planned->at("output").at("tasks");
    for (const Json& id : tasks) {
      const auto task = records->get(admin, "task", id.get<std::string>());
      EXPECT_TRUE(task) << task.error().message;
      if (task) titles.push_back(task->fields.at("title"));
    }
    return titles;
  }

 private:
  int orders_ = 0;
};
INSTANTIATE_TEST_SUITE_P(Databases, KpiListsOnHostTest, testing::both_databases(),
                         testing::database_name);

TEST_P(KpiListsOnHostTest, R55AdoptionIsOfThoseWhoDidSomething) {
  for (int i = 0; i < 18; ++i) {
    const std::string owner = user("u" + std::to_string(i)).id;
    make("task", {{"title", "T"}, {"owner", owner}, {"state", "done"}});
    if (i < 6) make("deal", {{"title", "D"}, {"owner", owner}, {"stage", "won"}});
  }
  user("idle");

  const Json shown = show("adoption", {{"licensed_users", 24}});

  EXPECT_DOUBLE_EQ(value_of(shown), 75) << "18 of 24; who did two things is one user";
  EXPECT_EQ(shown.at("records").at(0).at("entity"), "task");
  EXPECT_DOUBLE_EQ(behind(shown, 0), 18);
  EXPECT_DOUBLE_EQ(behind(shown, 1), 6);
  EXPECT_TRUE(show("adoption").at("figure").at("value").is_null()) << "of nobody knows how many";
}

TEST_P(KpiListsOnHostTest, R57DataQualityRisesAsItsTasksAreDone) {
  std::vector<Record> people;
  for (int i = 0; i < 100; ++i) {
    Json fields{{"last_name", "P" + std::to_string(i)},
                {"email", "p" + std::to_string(i < 98 ? i : i - 98) + "@example.test"}};
    if (i < 76) fields["phone"] = "+4670000" + std::to_string(1000 + i);
    if (i >= 76 && i < 80) fields["phone"] = "345678";  // Of which city?
    people.push_back(person(fields));
  }
  for (std::size_t i = 0; i < 30; ++i) age("person", people[i].id, "updated_at_ms", 800);

  const Json before = show("data_quality");

  EXPECT_DOUBLE_EQ(value_of(before), 88.25) << before;
  EXPECT_DOUBLE_EQ(point(before, 0, 0), 90) << "complete";
  EXPECT_DOUBLE_EQ(point(before, 0, 1), 98) << "unique";
  EXPECT_DOUBLE_EQ(point(before, 0, 2), 95) << "valid";
  EXPECT_DOUBLE_EQ(point(before, 0, 3), 70) << "fresh";
  const double lists[] = {0, 20, 4, 30};  // Without e-mail, without phone, flagged, not touched.
  for (std::size_t i = 0; i < 4; ++i) EXPECT_DOUBLE_EQ(behind(before, i), lists[i]) << i;
  const std::string owner = user("mender").id;
  const Json tasks = mend(owner);
  ASSERT_EQ(tasks.size(), 4U) << tasks;
  EXPECT_EQ(tasks.at(0), "Mend data: Without phone (20)");
  EXPECT_NE(tasks.at(3).get<std::string>().find("to be merged (2)"), std::string::npos) << tasks;

  for (std::size_t i = 76; i < 100; ++i) {
    Json mended{{"phone", "+4670000" + std::to_string(1000 + i)}};
    if (i >= 98) mended["email"] = "p" + std::to_string(i) + "@example.test";
    ASSERT_TRUE(records->update(admin, "person", people[i].id, {}, mended));
  }
  for (std::size_t i = 0; i < 30; ++i)
    ASSERT_TRUE(records->update(admin, "person", people[i].id, {}, {{"role", "Buyer"}}));

  EXPECT_DOUBLE_EQ(value("data_quality"), 100);
  EXPECT_TRUE(mend(owner).empty()) << "nothing is left to do";
}

TEST_P(KpiListsOnHostTest, R55OfTheFiftyWhoBeganFortyCameBackTheNextMonth) {
  for (int i = 0; i < 50; ++i) {
    const std::string client = organisation("O" + std::to_string(i));
    order_at(client, "2026-03-02T12:00:00Z");
    if (i < 40) order_at(client, "2026-04-02T12:00:00Z");
  }
  order_at(organisation("Later"), "2026-04-03T12:00:00Z");

  const Json shown = show_in({{"from", "2026-03-01"}, {"to", "2026-05-01"}}, "cohorts");

  ASSERT_EQ(shown.at("series").size(), 2U);
  EXPECT_EQ(shown.at("series").at(0).at("name"), "2026-03 (50)");
  EXPECT_DOUBLE_EQ(point(shown, 0, 0), 100);
  EXPECT_DOUBLE_EQ(point(shown, 0, 1), 80);
  EXPECT_EQ(shown.at("series").at(1).at("name"), "2026-04 (1)");
  EXPECT_DOUBLE_EQ(behind(shown, 0), 91) << "the orders behind it";
}

TEST_P(KpiListsOnHostTest, R55WhatACustomerCostsIsPaidBackInFiveMonths) {
  constexpr double kMonthDays = 30.4375;
  constexpr double kPeriodDays = 201;
  const auto each = static_cast<std::int64_t>(500'00 * kPeriodDays / kMonthDays);
  for (int i = 0; i < 25; ++i) order(organisation("O" + std::to_string(i)), each, 1);
  make("campaign", {{"name", "C"}, {"starts_on", day(2)}, {"cost", euro(50'000'00)}});

  const Json cost = show("acquisition_cost");

  EXPECT_DOUBLE_EQ(value_of(cost), 2000) << "50 000 for 25 new customers";
  EXPECT_DOUBLE_EQ(sum_behind(cost, 0, "cost"), 50'000'00);
  EXPECT_DOUBLE_EQ(behind(cost, 1), 25);
  EXPECT_TRUE(show("value_to_cost").at("figure").at("value").is_null()) << "nobody has left yet";
  EXPECT_NEAR(value("payback", {{"margin_percent", 80}}), 5.0, 0.01) << "2 000 / (500 x 0.8)";
  EXPECT_TRUE(show("payback", {{"margin_percent", 0}}).at("figure").at("value").is_null());
}

TEST_P(KpiListsOnHostTest, R55AttributionFollowsTheTouchesBeforeADealWasWon) {
  const Record won = make("deal", {{"title", "D"}, {"stage", "won"}});
  constexpr std::pair<const char*, int> kTouches[] = {
      {"a fair", 14}, {"b mail", 10}, {"c web", 7}, {"d call", 3}, {"e visit", 0}};
  for (const auto& [source, days_before] : kTouches) {
    const Record lead = make(
        "lead", {{"title", "L"}, {"company", "C"}, {"source", source}, {"converted_deal", won.id}});
    age("lead", lead.id, "created_at_ms", days_before);
  }
  const auto shares = [this](const char* model) {
    const Json shown = show("attribution", {{"model", model}});
    std::vector<double> found;
    for (std::size_t i = 0; i < 5; ++i) found.push_back(point(shown, 0, i));
    return found;
  };
  using Shares = std::vector<double>;

  EXPECT_EQ(shares("first"), (Shares{1, 0, 0, 0, 0}));
  EXPECT_EQ(shares("last"), (Shares{0, 0, 0, 0, 1}));
  EXPECT_EQ(shares("linear"), (Shares{0.2, 0.2, 0.2, 0.2, 0.2}));
  EXPECT_EQ(shares("u_shaped"), (Shares{0.4, 0.07, 0.07, 0.07, 0.4}));
  EXPECT_EQ(shares("w_shaped"), (Shares{0.3, 0.05, 0.3, 0.05, 0.3}));
  EXPECT_EQ(shares("time_decay"), (Shares{0.09, 0.13, 0.17, 0.26, 0.35}));
  EXPECT_DOUBLE_EQ(behind(show("attribution"), 0), 1) << "the won deal that was shared";
}

}  // namespace
}  // namespace kontor::host

#include <gtest/gtest.h>

#include <set>

#include "tests/integration/host/running_host.hpp"

namespace kontor::host {

namespace {

constexpr int kRows = 20'000;

std::string people() {
  std::string text = "Name;E-mail\n";
  for (int i = 0; i < kRows; ++i) {
    text += "Person " + std::to_string(i) + ";p" + std::to_string(i) + "@a.example\n";
  }
  return text;
}

TEST(ImportKillTest, AHostKilledInTheMiddleFinishesAndTakesNoRowTwice) {
  testing::RunningHost host;
  host.start();
  const auto id = host.upload("person", people());
  ASSERT_TRUE(id) << id.error().message;

  int kills = 0;
  for (const int wanted : {1, 5000, 12'000}) {
    ASSERT_TRUE(testing::eventually([&] {
      const auto state = host.call("GET", "/api/v1/imports/" + *id);
      return state && (*state)["rows_read"] >= wanted;
    }));
    host.kill_now();
    ++kills;
    host.start();
  }

  const Json state = host.finished(*id);
  EXPECT_EQ(kills, 3);
  EXPECT_EQ(state["state"], "done");
  EXPECT_EQ(state["rows_read"], kRows);
  EXPECT_EQ(state["created"], kRows);
  EXPECT_EQ(state["duplicate"], 0);
  const auto counted = host.call(
      "POST", "/api/v1/records/person/aggregate",
      {{"measures",
        {{{"function", "count"}}, {{"function", "count_distinct"}, {"field", "email"}}}}});
  ASSERT_TRUE(counted);
  EXPECT_EQ((*counted)["rows"][0]["values"], (Json::parse("[20000.0,20000.0]")));
  EXPECT_EQ(host.stop(), 0);
}

}  // namespace

}  // namespace kontor::host

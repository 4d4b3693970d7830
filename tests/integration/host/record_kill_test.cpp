#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <thread>
#include <vector>

#include "host/server/host.hpp"
#include "tests/integration/host/running_host.hpp"
#include "tests/support/either_database.hpp"

namespace kontor::host {

namespace {

// Makes changes one after another until the host is gone; kills it after some of them.
class Interrupted {
 public:
  Interrupted(testing::RunningHost& host, const std::function<bool(int)>& change, int wanted) {
    std::thread worker([&] {
      while (change(done_)) ++done_;
    });
    EXPECT_TRUE(testing::eventually([&] { return done_ >= wanted; }));
    host.kill_now();
    worker.join();
  }
  int acknowledged() const { return done_; }

 private:
  std::atomic<int> done_ = 0;
};

void expect_intact_audit(testing::RunningHost& host) {
  EXPECT_EQ(host.stop(), 0);
  const auto entries = verify_audit_log(host.settings());
  EXPECT_TRUE(entries) << entries.error().message;
}

class DefinitionKillTest : public ::testing::TestWithParam<db::Dialect> {};
INSTANTIATE_TEST_SUITE_P(Databases, DefinitionKillTest, testing::both_databases(),
                         testing::database_name);

TEST_P(DefinitionKillTest, AHostKilledWhileDefinitionsChangeHasChangedAllOrNothing) {
  testing::RunningHost host(GetParam());
  host.start();
  for (int round = 0; round < 3; ++round) {
    const std::string prefix = "x_r" + std::to_string(round) + "_";
    const Interrupted interrupted(
        host,
        [&](int number) {
          const Json field{{"name", prefix + std::to_string(number)},
                           {"type", number % 2 == 0 ? "text" : "money"},
                           {"labels", {{"en", "F"}}},
                           {"unique", number % 2 == 0}};
          return static_cast<bool>(host.call("POST", "/api/v1/definitions/person/fields", field));
        },
        3 + round);
    host.start();

    const auto person = host.call("GET", "/api/v1/definitions");
    ASSERT_TRUE(person);
    Json values{{"name", prefix}};
    int present = 0;
    for (const Json& entity : (*person)["entities"]) {
      if (entity["entity"] != "person") continue;
      for (const Json& field : entity["fields"]) {
        const std::string name = field["name"];
        if (!name.starts_with(prefix)) continue;
        ++present;
        if (field["type"] == "text") values[name] = name;
        if (field["type"] == "money") values[name] = {{"amount", 5}, {"currency", "EUR"}};
      }
    }
    EXPECT_GE(present, interrupted.acknowledged());
    EXPECT_LE(present, interrupted.acknowledged() + 1);
    const auto made = host.call("POST", "/api/v1/records/person", {{"fields", values}});
    ASSERT_TRUE(made) << made.error().message;
    for (const auto& [name, value] : values.items()) EXPECT_EQ((*made)["fields"][name], value);
  }
  expect_intact_audit(host);
}

class MergeKillTest : public ::testing::TestWithParam<db::Dialect> {};
INSTANTIATE_TEST_SUITE_P(Databases, MergeKillTest, testing::both_databases(),
                         testing::database_name);

TEST_P(MergeKillTest, AHostKilledWhileItMergesHasMergedWhollyOrNotAtAll) {
  testing::RunningHost host(GetParam());
  host.start();
  constexpr int kPairs = 40;
  const auto make = [&](const std::string& entity, const Json& fields) {
    const auto made = host.call("POST", "/api/v1/records/" + entity, {{"fields", fields}});
    EXPECT_TRUE(made);
    return made ? (*made)["id"].get<std::string>() : std::string();
  };
  std::vector<std::pair<std::string, std::string>> pairs;
  std::vector<std::string> deals;
  for (int i = 0; i < kPairs; ++i) {
    pairs.emplace_back(make("person", {{"name", "A"}}), make("person", {{"name", "B"}}));
    deals.push_back(make("deal", {{"title", "D"}, {"person", pairs.back().second}}));
  }

  const Interrupted interrupted(
      host,
      [&](int number) {
        if (number >= kPairs) return false;
        const auto& [kept, gone] = pairs[static_cast<std::size_t>(number)];
        return static_cast<bool>(
            host.call("POST", "/api/v1/records/person/" + kept + "/merge", {{"others", {gone}}}));
      },
      5);
  host.start();

  int merged = 0;
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    const bool gone = !host.call("GET", "/api/v1/records/person/" + pairs[i].second);
    const auto deal = host.call("GET", "/api/v1/records/deal/" + deals[i]);
    ASSERT_TRUE(deal);
    EXPECT_EQ((*deal)["fields"]["person"], gone ? pairs[i].first : pairs[i].second);
    if (gone) ++merged;
  }
  EXPECT_GE(merged, interrupted.acknowledged());
  EXPECT_LE(merged, interrupted.acknowledged() + 1);
  expect_intact_audit(host);
}

class BulkKillTest : public ::testing::TestWithParam<db::Dialect> {};
INSTANTIATE_TEST_SUITE_P(Databases, BulkKillTest, testing::both_databases(),
                         testing::database_name);

TEST_P(BulkKillTest, AChangeOfManyRecordsGoesOnAfterAKill) {
  testing::RunningHost host(GetParam());
  host.start();
  std::string people = "Name\n";
  constexpr int kPeople = 3000;
  for (int i = 0; i < kPeople; ++i) people += "P" + std::to_string(i) + "\n";
  const auto import = host.upload("person", people);
  ASSERT_TRUE(import);
  ASSERT_EQ(host.finished(*import)["created"], kPeople);
  const Json filter{{{"field", "name"}, {"op", "prefix"}, {"value", "P"}}};
  const auto job =
      host.call("POST", "/api/v1/records/person/bulk",
                {{"action", "update"}, {"filter", filter}, {"fields", {{"region", "North"}}}});
  ASSERT_TRUE(job) << job.error().message;
  const std::string path = "/api/v1/bulk/" + (*job)["id"].get<std::string>();
  ASSERT_TRUE(testing::eventually([&] {
    const auto state = host.call("GET", path);
    return state && (*state)["changed"] >= 200;
  }));

  host.kill_now();
  host.start();

  Json state;
  ASSERT_TRUE(testing::eventually([&] {
    const auto answer = host.call("GET", path);
    if (answer) state = *answer;
    return answer && state["state"] != "running";
  }));
  EXPECT_EQ(state["state"], "done");
  EXPECT_EQ(state["changed"], kPeople);
  EXPECT_EQ(state["failed"], 0);
  expect_intact_audit(host);
}

class ErasureKillTest : public ::testing::TestWithParam<db::Dialect> {};
INSTANTIATE_TEST_SUITE_P(Databases, ErasureKillTest, testing::both_databases(),
                         testing::database_name);

TEST_P(ErasureKillTest, R54AHostKilledWhileItErasesGoesOnByItself) {
  testing::RunningHost host(GetParam());
  host.start();
  std::vector<std::string> people;
  for (int i = 0; i < 30; ++i) {
    const auto made = host.call("POST", "/api/v1/records/person",
                                {{"fields", {{"first_name", "P" + std::to_string(i)}}}});
    ASSERT_TRUE(made);
    people.push_back((*made)["id"]);
    ASSERT_TRUE(host.call("POST", "/api/v1/records/deal",
                          {{"fields", {{"title", "Hers"}, {"person", people.back()}}}}));
  }
  for (int round = 0; round < 2; ++round) {
    const Interrupted interrupted(
        host,
        [&](int number) {
          const auto place = static_cast<std::size_t>(number);
          return place < people.size() &&
                 static_cast<bool>(host.call("POST", "/api/v1/privacy/erasures",
                                             {{"person", people[place]}, {"reason", "wish"}}));
        },
        3 + round);
    host.start();
    const auto all_done = [&] {
      const auto erasures = host.call("GET", "/api/v1/privacy/erasures?limit=200");
      if (!erasures) return false;
      for (const Json& erasure : (*erasures)["erasures"])
        if (erasure["state"] != "done" || !erasure["receipt"].is_object()) return false;
      return (*erasures)["erasures"].size() >= static_cast<std::size_t>(interrupted.acknowledged());
    };
    EXPECT_TRUE(testing::eventually(all_done));
    // The one after was asked for when the host died; it is erased or untouched.
    const auto erased = static_cast<std::size_t>(interrupted.acknowledged());
    for (std::size_t i = 0; i < erased; ++i)
      EXPECT_FALSE(host.call("GET", "/api/v1/records/person/" + people[i]));
    const auto last = std::min(people.size(), erased + 1);
    people.erase(people.begin(), people.begin() + static_cast<std::ptrdiff_t>(last));
  }
  const auto deals = host.call("GET", "/api/v1/records/deal?total=true&limit=1");
  ASSERT_TRUE(deals);
  EXPECT_EQ((*deals)["total"]["count"], 30) << *deals;
  expect_intact_audit(host);
}

class RetentionKillTest : public ::testing::TestWithParam<db::Dialect> {};
INSTANTIATE_TEST_SUITE_P(Databases, RetentionKillTest, testing::both_databases(),
                         testing::database_name);

TEST_P(RetentionKillTest, R54AHostKilledWhileItForgetsGoesOnAndForgetsNobodyElse) {
  constexpr int kOld = 120;
  testing::RunningHost host(GetParam());
  host.start();
  std::string people = "Name;Created\n";
  for (int i = 0; i < kOld; ++i) people += "Old " + std::to_string(i) + ";2020-01-02\n";
  const auto import = host.upload("person", people);
  ASSERT_TRUE(import);
  ASSERT_EQ(host.finished(*import)["created"], kOld);
  const auto fresh = host.call("POST", "/api/v1/records/person", {{"fields", {{"name", "Fresh"}}}});
  ASSERT_TRUE(fresh);
  const Json rule{{"name", "old people"},
                  {"entity", "person"},
                  {"purpose", "sales"},
                  {"after_days", 365},
                  {"action", "erase"}};
  ASSERT_TRUE(host.call("PUT", "/api/v1/privacy/retention", {{"rules", Json::array({rule})}}));
  ASSERT_TRUE(host.call("POST", "/api/v1/privacy/retention/old%20people/run", Json::object()));
  const auto left = [&] {
    const auto page = host.call("GET", "/api/v1/records/person?total=true&limit=1");
    return page ? (*page)["total"]["count"].get<int>() : -1;
  };

  for (const int most : {kOld, kOld * 2 / 3, kOld / 3}) {
    ASSERT_TRUE(testing::eventually([&] { return left() >= 0 && left() <= most; }));
    host.kill_now();
    host.start();
  }

  ASSERT_TRUE(testing::eventually([&] {
    const auto now = host.call("GET", "/api/v1/privacy/retention");
    return now && (*now)["runs"][0]["state"] == "done";
  }));
  EXPECT_EQ(left(), 1);
  EXPECT_TRUE(host.call("GET", "/api/v1/records/person/" + (*fresh)["id"].get<std::string>()));
  const auto erasures = host.call("GET", "/api/v1/privacy/erasures?limit=200");
  ASSERT_TRUE(erasures);
  for (const Json& erasure : (*erasures)["erasures"]) EXPECT_EQ(erasure["state"], "done");
  expect_intact_audit(host);
}

}  // namespace

}  // namespace kontor::host

#include <gtest/gtest.h>

#include <filesystem>

#include "base/core/files.hpp"
#include "host/server/host.hpp"
#include "tests/integration/host/running_host.hpp"
#include "tests/support/either_database.hpp"
#include "tests/support/raw_socket.hpp"

namespace kontor::host {

namespace {

constexpr int kRows = 20'000;

std::string people(int rows) {
  std::string text = "Name;E-mail\n";
  for (int i = 0; i < rows; ++i) {
    text += "Person " + std::to_string(i) + ";p" + std::to_string(i) + "@a.example\n";
  }
  return text;
}

class ImportKillTest : public ::testing::TestWithParam<db::Dialect> {};
INSTANTIATE_TEST_SUITE_P(Databases, ImportKillTest, testing::both_databases(),
                         testing::database_name);

TEST_P(ImportKillTest, AHostKilledInTheMiddleFinishesAndTakesNoRowTwice) {
  testing::RunningHost host(GetParam());
  host.start();
  const auto id = host.upload("person", people(kRows));
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
  EXPECT_TRUE(verify_audit_log(host.settings()));
}

TEST_P(ImportKillTest, WhatAKillLeftOfFilesIsSweptAndAPausedImportKeepsItsOwn) {
  testing::RunningHost host(GetParam());
  host.start();
  const auto imports = host.folder() / "data" / "imports";
  const auto files = [&] {
    std::size_t count = 0;
    for ([[maybe_unused]] const auto& file : std::filesystem::directory_iterator(imports)) ++count;
    return count;
  };
  const auto done = host.upload("person", "Name\nAnna\n");
  ASSERT_TRUE(done);
  ASSERT_EQ(host.finished(*done)["state"], "done");
  const auto paused = host.upload("person", people(kRows));
  ASSERT_TRUE(paused) << paused.error().message;
  const std::string place = "/api/v1/imports/" + *paused;
  ASSERT_TRUE(host.call("POST", place + "/pause"));
  ASSERT_TRUE(testing::eventually([&] {
    const auto state = host.call("GET", place);
    return state && (*state)["state"] == "paused";
  }));
  ASSERT_TRUE(testing::eventually([&] { return files() == 1; }));
  testing::RawSocket socket(host.port());
  std::string head = "POST /api/v1/imports?entity=person HTTP/1.1\r\nHost: 127.0.0.1\r\n";
  for (const auto& [name, value] : host.headers()) head += name + ": " + value + "\r\n";
  ASSERT_TRUE(socket.send(head + "Content-Length: 5000000\r\n\r\n" + people(100)));
  ASSERT_TRUE(testing::eventually([&] { return files() == 2; }));

  host.kill_now();
  // As one killed between the last row and the file's end leaves it.
  ASSERT_TRUE(write_file(imports / (*done + ".csv"), "Name\nAnna\n"));
  ASSERT_EQ(files(), 3U);
  host.start();

  EXPECT_EQ(files(), 1U);
  ASSERT_TRUE(host.call("POST", place + "/resume"));
  EXPECT_EQ(host.finished(*paused)["created"], kRows);
  EXPECT_EQ(host.stop(), 0);
  EXPECT_TRUE(verify_audit_log(host.settings()));
}

class ImportUndoKillTest : public ::testing::TestWithParam<db::Dialect> {};
INSTANTIATE_TEST_SUITE_P(Databases, ImportUndoKillTest, testing::both_databases(),
                         testing::database_name);

TEST_P(ImportUndoKillTest, AHostKilledWhileItUndoesAnImportTakesAllOfItBack) {
  constexpr int kFew = 4000;
  testing::RunningHost host(GetParam());
  host.start();
  const auto kept = host.call("POST", "/api/v1/records/person",
                              {{"fields", {{"name", "Other"}, {"email", "other@a.example"}}}});
  ASSERT_TRUE(kept);
  const auto id = host.upload("person", people(kFew));
  ASSERT_TRUE(id) << id.error().message;
  const std::string place = "/api/v1/imports/" + *id;
  ASSERT_TRUE(testing::eventually([&] {
    const auto state = host.call("GET", place);
    return state && (*state)["rows_read"] >= 500;
  }));
  host.kill_now();
  host.start();
  ASSERT_EQ(host.finished(*id)["created"], kFew);

  ASSERT_TRUE(host.call("POST", place + "/undo"));
  ASSERT_TRUE(testing::eventually([&] {
    const auto state = host.call("GET", place);
    return state && (*state)["undone"] >= 500;
  }));
  host.kill_now();
  host.start();

  Json state;
  ASSERT_TRUE(testing::eventually([&] {
    const auto now = host.call("GET", place);
    if (now) state = *now;
    return now && state["state"] != "undoing";
  }));
  EXPECT_EQ(state["state"], "undone");
  EXPECT_EQ(state["undone"], kFew);
  const auto left = host.call("GET", "/api/v1/records/person?total=true&limit=10");
  ASSERT_TRUE(left);
  EXPECT_EQ((*left)["total"]["count"], 1);
  EXPECT_EQ(host.stop(), 0);
  EXPECT_TRUE(verify_audit_log(host.settings()));
}

}  // namespace

}  // namespace kontor::host

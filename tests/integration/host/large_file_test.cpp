#include <gtest/gtest.h>

#include "tests/integration/host/memory_of.hpp"
#include "tests/integration/host/running_host.hpp"
#include "tests/support/either_database.hpp"

// Files far larger than what an import or an export may keep in memory.
namespace kontor::host {

namespace {

constexpr std::size_t kRemarkBytes = 6000;  // A column that no field takes.

// 72 MB, far more than what may come to be in memory.
constexpr int kLargeRows = testing::kSanitized ? 500 : 12'000;
constexpr std::int64_t kGrowthMaxKb = testing::kSanitized ? 800'000 : 48'000;

// `filler` says in which encoding.
std::string large_file(const std::string& prefix, const std::string& filler) {
  std::string remark;
  while (remark.size() < kRemarkBytes) remark += filler;
  std::string text = "Name;E-mail;Remarks\n";
  for (int i = 0; i < kLargeRows; ++i) {
    const std::string number = std::to_string(i);
    text += prefix + number + ";" + prefix + number + "@a.example;" + remark + "\n";
  }
  return text;
}

class LargeFileTest : public ::testing::TestWithParam<db::Dialect> {};
INSTANTIATE_TEST_SUITE_P(Databases, LargeFileTest, testing::both_databases(),
                         testing::database_name);

TEST_P(LargeFileTest, MemoryDoesNotGrowWithTheFileThatIsImportedOrExported) {
  testing::RunningHost host(GetParam());
  host.start();
  const auto first = host.upload("person", "Name;E-mail\nAnna;anna@a.example\n");
  ASSERT_TRUE(first) << first.error().message;
  ASSERT_EQ(host.finished(*first)["state"], "done");
  testing::forget_peak(host.pid());
  const std::int64_t before_kb = testing::peak_kb(host.pid());

  int made = 1;
  for (const auto& [prefix, filler] :
       {std::pair<std::string, std::string>{"utf", "words "}, {"latin", "caf\xE9 "}}) {
    const auto id = host.upload("person", large_file(prefix, filler));
    ASSERT_TRUE(id) << id.error().message;
    const Json state = host.finished(*id);
    ASSERT_EQ(state["created"], kLargeRows) << state;
    made += kLargeRows;
    EXPECT_LT(testing::peak_kb(host.pid()) - before_kb, kGrowthMaxKb) << prefix;
  }

  for (const char* format : {"csv", "xlsx", "json"}) {
    const auto asked = host.call("POST", "/api/v1/records/person/export", {{"format", format}});
    ASSERT_TRUE(asked) << asked.error().message;
    const std::string place = "/api/v1/exports/" + (*asked)["id"].get<std::string>();
    Json state;
    ASSERT_TRUE(testing::eventually([&] {
      const auto answer = host.call("GET", place);
      if (answer) state = *answer;
      return answer && state["state"] != "running";
    }));
    EXPECT_EQ(state["written"], made) << state;
    EXPECT_LT(testing::peak_kb(host.pid()) - before_kb, kGrowthMaxKb) << format;
  }
}

// A file that was made is there for its day, also after a restart.
TEST_P(LargeFileTest, AnExportIsThereAfterARestart) {
  testing::RunningHost host(GetParam());
  host.start();
  ASSERT_TRUE(host.call("POST", "/api/v1/records/person", {{"fields", {{"name", "Anna"}}}}));
  const auto asked = host.call("POST", "/api/v1/records/person/export", {{"format", "json"}});
  ASSERT_TRUE(asked) << asked.error().message;
  const std::string place = "/api/v1/exports/" + (*asked)["id"].get<std::string>();
  ASSERT_TRUE(testing::eventually([&] {
    const auto answer = host.call("GET", place);
    return answer && (*answer)["state"] == "done";
  }));
  EXPECT_EQ(host.stop(), 0);
  host.start();

  const auto file = host.call("GET", place + "/file");

  ASSERT_TRUE(file) << file.error().message;
  EXPECT_EQ((*file)[0]["name"], "Anna") << *file;
}

}  // namespace

}  // namespace kontor::host

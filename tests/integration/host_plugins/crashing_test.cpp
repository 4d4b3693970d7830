#include <chrono>
#include <cstdlib>
#include <iostream>

#include "tests/integration/host_plugins/running_host.hpp"
#include "tests/integration/sdk_runtime/footprint.hpp"

namespace kontor::host {
namespace {

using testing::Footprint;

// A thousand, which take about twenty seconds of a machine that has nothing else to do; as many as
// fit where it has, or where a sanitizer makes each many times as dear. All of them, however long
// it takes, where KONTOR_ALL_CRASHES is set.
constexpr int kCrashesInARow = 1000;
constexpr auto kTimeForCrashes = std::chrono::seconds(testing::kKeepsFreedMemory ? 20 : 60);
// The database opens up to sixteen readers, of two descriptors each, when many ask at once. What
// each crash left would be far more.
constexpr std::size_t kOnceForAll = 34;
constexpr long kHostGrowthMaxKb = testing::kKeepsFreedMemory ? 300'000 : 16'000;

// Through the whole host: its API, its supervision, its database and its log.
class CrashingTest : public RunningHostTest {
 protected:
  static constexpr const char* kPath = "/plugins/example.steady";

  void SetUp() override {
    RunningHostTest::SetUp();
    ASSERT_TRUE(install(built("steady-1.0.0")));
    ASSERT_TRUE(install(built("hello-cpp")));
    anna_ = person({{"first_name", "Anna"}, {"last_name", "Berg"}}).id;
    add_administrator();
    close();
    start_host();
    ASSERT_TRUE(testing::eventually([&] { return state() == "running"; })) << host_->output();
  }
  Json plugin() {
    const auto shown = call("GET", kPath);
    return shown ? *shown : Json::object();
  }
  std::string state() { return plugin().value("state", ""); }
  // Why it did not crash; empty: it did.
  std::string crash() {
    const auto answer = call("POST", "/actions/example.steady/steady.crash", Json::object());
    if (answer) return "it answered: " + to_text(*answer);
    const std::string why = answer.error().message;
    return why.find("is not running (") == std::string::npos ? why : "";
  }
  // Quarantined after every third, it is let run again as an administrator does.
  int crash_in_a_row(int times) {
    const auto end = std::chrono::steady_clock::now() + kTimeForCrashes;
    const bool all = std::getenv("KONTOR_ALL_CRASHES") != nullptr;
    int time = 0;
    while (time < times && (all || time % 3 != 0 || std::chrono::steady_clock::now() < end)) {
      ++time;
      EXPECT_EQ(crash(), "") << time << ": " << plugin();
      const bool third = time % 3 == 0;
      if (third) {
        EXPECT_TRUE(testing::eventually([&] { return state() == "quarantined"; })) << plugin();
      }
      const auto back = call("POST", std::string(kPath) + (third ? "/release" : "/start"));
      EXPECT_TRUE(back) << time << ": " << back.error().message;
      if (HasFailure()) break;
    }
    return time;
  }
  // Dead runners are gone a moment later; the two that run stay.
  Footprint settled() {
    Footprint found;
    EXPECT_TRUE(testing::eventually([&] {
      found = Footprint::of(pid());
      return found.processes == 2;
    })) << found.processes;
    return found;
  }
  // What there is more of than `before` and stays: what the host keeps of a dead process waits for
  // its next sweep, a connection for its end.
  std::string grown_since(const Footprint& before) {
    std::string more;
    testing::eventually([&] {
      more = Footprint::of(pid()).more_than(before, kOnceForAll);
      return more.empty();
    });
    return more;
  }
  // Of kontor-host, the one child of this process whose words name the data.
  std::string pid() const {
    for (const pid_t child : testing::children_of()) {
      std::ifstream words("/proc/" + std::to_string(child) + "/cmdline");
      std::string text;
      std::getline(words, text);
      if (text.find(data.string()) != std::string::npos) return std::to_string(child);
    }
    return "";
  }
  std::string anna_;
};

TEST_F(CrashingTest, ManyInARowThroughTheWholeHostLeaveNothingBehind) {
  crash_in_a_row(15);  // What is kept for the next.
  const Footprint before = settled();

  std::cout << crash_in_a_row(kCrashesInARow) << " crashes\n";

  EXPECT_EQ(grown_since(before), "");
  const Footprint after = settled();
  EXPECT_LT(after.resident_kb - before.resident_kb, kHostGrowthMaxKb);
  EXPECT_EQ(state(), "running");
  EXPECT_LE(plugin()["crashes"].size(), 20U) << "the last ones are kept";
  const auto greeted = call("POST", "/actions/example.hello-cpp/hello.greet",
                            {{"record", {{"entity", "person"}, {"id", anna_}}}});
  EXPECT_TRUE(greeted) << greeted.error().message;
  EXPECT_EQ((*call("GET", "/records/person"))["records"].size(), 1U);
}

}  // namespace
}  // namespace kontor::host

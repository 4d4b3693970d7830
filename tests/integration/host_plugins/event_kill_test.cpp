#include <set>

#include "tests/integration/host_plugins/on_either.hpp"
#include "tests/integration/host_plugins/running_host.hpp"

namespace kontor::host {
namespace {

using testing::eventually;

constexpr int kPeople = 150;

// Killed in the middle of its work, with the broker test plugin installed.
class EventKillTest : public OnEither<RunningHostTest> {
 protected:
  void SetUp() override {
    CompanyTest::SetUp();
    const auto installed = install(built("test-broker"));
    ASSERT_TRUE(installed) << installed.error().message;
    add_administrator();
    close();
    start_host();
  }
  // Id of the new person, or "" when nobody acknowledged it.
  std::string create(int number) {
    const auto made =
        client_->call("POST", "/api/v1/records/person",
                      {{"fields", {{"first_name", "P" + std::to_string(number)}}}}, headers_);
    return made ? made->value("id", "") : "";
  }
  // Events in the order the plugin was told of them, repeats included.
  Json told() {
    const auto answer = client_->call(
        "POST", "/api/v1/actions/test.broker/broker.ask",
        {{"input", {{"operation", "storage.get/1"}, {"request", {{"key", "events"}}}}}}, headers_);
    if (!answer || !(*answer)["output"].contains("answer")) return Json::array();
    return (*answer)["output"]["answer"]["value"];
  }
};

INSTANTIATE_TEST_SUITE_P(Databases, EventKillTest, testing::both_databases(),
                         testing::database_name);

TEST_P(EventKillTest, EveryAcknowledgedRecordIsToldInOrderThoughTheHostIsKilledTwice) {
  std::vector<std::string> made;
  for (int number = 0; number < kPeople; ++number) {
    if (number == 50 || number == 110) {
      host_->kill_now();
      start_host();
    }
    const std::string id = create(number);
    if (!id.empty()) made.push_back(id);
  }
  ASSERT_EQ(made.size(), static_cast<std::size_t>(kPeople));

  std::vector<std::string> first;
  EXPECT_TRUE(eventually([&] {
    first.clear();
    std::set<std::string> known;
    for (const Json& event : told()) {
      const std::string id = event["payload"]["id"];
      if (known.insert(id).second) first.push_back(id);
    }
    return first.size() >= made.size();
  })) << first.size();

  EXPECT_EQ(first, made);
  const auto gaps = client_->call("GET", "/api/v1/plugins/test.broker/gaps", nullptr, headers_);
  ASSERT_TRUE(gaps) << gaps.error().message;
  EXPECT_EQ((*gaps)["total"], 0);
  EXPECT_EQ(host_->stop(), 0);
}

}  // namespace
}  // namespace kontor::host

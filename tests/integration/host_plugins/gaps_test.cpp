#include "host/plugins/gaps.hpp"

#include "tests/integration/host_plugins/company.hpp"
#include "tests/integration/host_plugins/on_either.hpp"

namespace kontor::host {
namespace {

// A plugin whose before-save hook of persons fails as the test says.
class GapsTest : public OnEither<CompanyTest> {
 protected:
  void install_with(const std::string& on_failure) {
    Json hooks = manifest_of("test-broker")["contributes"]["hooks"];
    hooks[0]["on_failure"] = on_failure;
    const auto installed =
        install(changed(built("test-broker"), {{"contributes", {{"hooks", hooks}}}}));
    ASSERT_TRUE(installed) << installed.error().message;
  }
};
INSTANTIATE_TEST_SUITE_P(Databases, GapsTest, testing::both_databases(), testing::database_name);

TEST_P(GapsTest, ASaveGoesOnPastAnOpenHookAndTheGapSaysWhichRecordAndWhy) {
  install_with("open");

  const Record saved = person({{"first_name", "CRASH"}});

  const Json gaps = *plugins->gaps(admin, "test.broker", "");
  EXPECT_EQ(gaps["total"], 1);
  EXPECT_TRUE(gaps["next"].is_null());
  const Json& gap = gaps["gaps"].at(0);
  EXPECT_EQ(gap["contribution"], "record.before_save person");
  EXPECT_EQ(gap["record"], (Json{{"entity", "person"}, {"id", saved.id}}));
  EXPECT_NE(gap["reason"].get<std::string>().find("killed by signal 6"), std::string::npos) << gap;
}

TEST_P(GapsTest, ASaveThatFailsInTheEndLeavesNoGap) {
  install_with("open");

  const auto refused =
      records->create(admin, "person", {{"first_name", "CRASH"}, {"organisation", ids.next()}});

  EXPECT_FALSE(refused);
  EXPECT_EQ((*plugins->gaps(admin, "test.broker", ""))["total"], 0);
}

TEST_P(GapsTest, SurviveARestartOfTheHost) {
  install_with("open");
  person({{"first_name", "CRASH"}});

  close();
  open();

  EXPECT_EQ((*plugins->gaps(admin, "test.broker", ""))["total"], 1);
}

TEST_P(GapsTest, AreListedByPagesNewestFirst) {
  Gaps gaps(*database, clock, ids);
  for (int index = 0; index < 5; ++index)
    ASSERT_TRUE(gaps.record({.plugin = "acme.a",
                             .contribution = "event deal.won",
                             .reason = "reason " + std::to_string(index)}));
  ASSERT_TRUE(gaps.record({.plugin = "acme.b", .contribution = "event deal.won"}));

  const auto first = gaps.list("acme.a", "", 3);
  const auto second = gaps.list("acme.a", first->next, 3);

  ASSERT_EQ(first->gaps.size(), 3U);
  EXPECT_EQ(first->gaps[0].reason, "reason 4");
  ASSERT_EQ(second->gaps.size(), 2U);
  EXPECT_EQ(second->gaps[1].reason, "reason 0");
  EXPECT_EQ(second->next, "");
}

TEST_P(GapsTest, AClosedHookRefusesTheSaveNamingThePluginAndWhatToDo) {
  install_with("closed");

  const auto refused = records->create(admin, "person", {{"first_name", "CRASH"}});

  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::unavailable);
  EXPECT_NE(refused.error().message.find("because test.broker must look at it first"),
            std::string::npos);
  EXPECT_NE(refused.error().message.find("An administrator can start it again"), std::string::npos);
  EXPECT_EQ(*parse_json(refused.error().detail),
            (Json{{"code", "hook-failed"}, {"plugin", "test.broker"}}));
  EXPECT_EQ((*plugins->gaps(admin, "test.broker", ""))["total"], 0);
}

}  // namespace
}  // namespace kontor::host

#include "host/app/hooks.hpp"

#include "tests/integration/host/host_fixture.hpp"

namespace kontor::host {

namespace {

// Stamps every person, refuses those named "Refused", and fails when told so.
class StampingHooks final : public SaveHooks {
 public:
  bool wants(std::string_view entity) const override { return entity == "person"; }
  Result<std::vector<HookAnswer>> before_save(std::string_view,
                                              const std::vector<PendingRecord>& records,
                                              const Principal&) override {
    ++calls;
    if (failing) return Error{ErrorCode::unavailable, "the add-on does not answer"};
    std::vector<HookAnswer> answers;
    for (const PendingRecord& record : records) {
      HookAnswer answer;
      answer.patch = {{"role", "stamped"}};
      if (record.fields.value("name", "") == "Refused") answer.refusal = "not this one";
      answers.push_back(std::move(answer));
    }
    return answers;
  }

  int calls = 0;
  bool failing = false;
};

class SaveHooksTest : public testing::HostTest {
 protected:
  SaveHooksTest() { records_->attach(hooks_); }
  StampingHooks hooks_;
};
INSTANTIATE_TEST_SUITE_P(Databases, SaveHooksTest, testing::both_databases(),
                         testing::database_name);

TEST_P(SaveHooksTest, AHooksPatchIsPartOfTheRecord) {
  EXPECT_EQ(make("person", {{"name", "Anna"}}).fields["role"], "stamped");
  EXPECT_EQ(make("organisation", {{"name", "Acme"}}).fields.contains("role"), false);
}

TEST_P(SaveHooksTest, ARefusalOrAFailureSavesNothing) {
  const auto refused = records_->create(admin_, "person", {{"name", "Refused"}});
  hooks_.failing = true;
  const auto failed = records_->create(admin_, "person", {{"name", "Anna"}});

  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().message, "not this one");
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().code, ErrorCode::unavailable);
  EXPECT_TRUE(find("person", Json::array())->records.empty());
}

TEST_P(SaveHooksTest, AnImportAsksOncePerChunk) {
  std::string file = "Name;E-mail\n";
  for (int i = 0; i < 1200; ++i) file += "Anna;a" + std::to_string(i) + "@b.example\n";
  file += "Refused;r@b.example\n";

  const ImportJob job = import("person", file);

  EXPECT_EQ(job.counts.created, 1200);
  EXPECT_EQ(job.counts.invalid, 1);
  EXPECT_EQ(hooks_.calls, 3);
}

TEST_P(SaveHooksTest, RowsWhoseHookFailsAreFailedRows) {
  hooks_.failing = true;

  const ImportJob job = import("person", "Name\nAnna\nBo\n");

  EXPECT_EQ(job.state, "done");
  EXPECT_EQ(job.counts.failed, 2);
  EXPECT_EQ(rows(job.id)[0].reason, "the add-on does not answer");
}

}  // namespace

}  // namespace kontor::host

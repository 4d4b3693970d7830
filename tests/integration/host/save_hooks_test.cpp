#include "host/app/hooks.hpp"
#include "host/app/lead_conversion.hpp"

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

TEST_P(SaveHooksTest, AMergeIsAskedAboutAndARefusalMergesNothing) {
  const Record anna = make("person", {{"name", "Anna"}});
  const Record other = make("person", {{"name", "Ann"}, {"email", "anna@a.example"}});
  ASSERT_TRUE(records_->update(admin_, "person", anna.id, {}, {{"role", "Chief"}}));
  hooks_.failing = true;
  EXPECT_FALSE(records_->merge(admin_, "person", anna.id, {other.id}, Json::object()));
  EXPECT_EQ(find("person", Json::array())->records.size(), 2U);
  hooks_.failing = false;
  hooks_.calls = 0;

  const auto merged = records_->merge(admin_, "person", anna.id, {other.id}, Json::object());

  ASSERT_TRUE(merged) << merged.error().message;
  EXPECT_EQ(hooks_.calls, 1);
  EXPECT_EQ(merged->fields["role"], "stamped");
  EXPECT_EQ(merged->fields["email"], "anna@a.example");
  EXPECT_EQ(records_->merge(admin_, "person", anna.id, {other.id}, Json::object())->id, anna.id);
}

TEST_P(SaveHooksTest, AConversionIsAskedAboutAndARefusalConvertsNothing) {
  const auto converted = [&](const std::string& name) {
    const Record lead = make("lead", {{"title", "T"}, {"contact_name", name}, {"company", "Acme"}});
    return convert_lead(*records_, *database_, clock_, ids_, *outbox_, admin_, lead.id,
                        Json::object());
  };
  EXPECT_FALSE(converted("Refused"));
  EXPECT_TRUE(find("organisation", Json::array())->records.empty());

  const auto done = converted("Anna");

  ASSERT_TRUE(done) << done.error().message;
  EXPECT_EQ(records_->get(admin_, "person", done->person)->fields["role"], "stamped");
  EXPECT_EQ(records_->get(admin_, "deal", done->deal)->fields["person"], done->person);
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

#include "host/access/audit_log.hpp"
#include "tests/integration/host_plugins/desk.hpp"

namespace kontor::host {
namespace {

class SubjectTest : public DeskTest {
 protected:
  void SetUp() override {
    DeskTest::SetUp();
    anna = person({{"first_name", "Anna"}, {"email", "anna@example.test"}});
    bo = person({{"first_name", "Bo"}});
    for (const Record& someone : {anna, bo})
      ask("storage.put/1",
          {{"key", "note/" + someone.id}, {"value", "likes tea"}, {"subject", someone.id}});
    file = act("store", {{"bytes", 10}, {"person", anna.id}})["file"];
    ask("timeline.add/1", {{"subject", {{"entity", "person"}, {"id", anna.id}}},
                           {"kind", "note"},
                           {"summary", "called"},
                           {"occurred_at", "2026-01-01T00:00:00Z"}});
  }
  Record anna, bo;
  std::string file;
};

TEST_F(SubjectTest, ExportsWhatTheHostAndEveryPluginKeepAboutOnePerson) {
  const auto exported = plugins->export_subject(admin, anna.id);

  ASSERT_TRUE(exported) << exported.error().message;
  const Json& part = (*exported)["plugins"][0];
  EXPECT_EQ((*exported)["person"]["fields"]["email"], "anna@example.test");
  EXPECT_EQ((*exported)["timeline"].size(), 1U);
  EXPECT_EQ(part["data"]["score_of"], anna.id);
  EXPECT_EQ(part["storage"], (Json{{{"name", "note/" + anna.id}, {"value", "likes tea"}}}));
  EXPECT_EQ(part["files"][0]["id"], file);
  EXPECT_TRUE((*exported)["complete"]);
}

TEST_F(SubjectTest, ErasesOnePersonEverywhereAndNobodyElse) {
  const auto erased = plugins->erase_subject(admin, anna.id);

  ASSERT_TRUE(erased) << erased.error().message;
  EXPECT_TRUE((*erased)["complete"]);
  EXPECT_EQ((*erased)["plugins"][0]["kept"][0]["reason"], "tax law");
  EXPECT_EQ(stored("erased"), anna.id);
  EXPECT_TRUE(stored("note/" + anna.id).is_null());
  EXPECT_EQ(stored("note/" + bo.id), "likes tea");
  EXPECT_EQ(ask("file.get/1", {{"file", file}})["status"], 4);
  EXPECT_FALSE(records->get(admin, "person", anna.id));
  EXPECT_TRUE(records->get(admin, "person", bo.id));
  EXPECT_TRUE(AuditLog::verify(*database));
}

TEST_F(SubjectTest, KeepsThePersonUntilEveryPluginHasForgottenThem) {
  ask("storage.put/1", {{"key", "fail"}, {"value", true}});

  const auto first = plugins->erase_subject(admin, anna.id);

  ASSERT_TRUE(first) << first.error().message;
  EXPECT_FALSE((*first)["complete"].get<bool>());
  EXPECT_NE((*first)["plugins"][0]["error"].get<std::string>().find("archive"), std::string::npos);
  EXPECT_EQ(stored("note/" + anna.id), "likes tea");
  ask("storage.delete/1", {{"key", "fail"}});
  const auto second = plugins->erase_subject(admin, anna.id);
  ASSERT_TRUE(second) << second.error().message;
  EXPECT_TRUE((*second)["complete"]);
  EXPECT_FALSE(records->get(admin, "person", anna.id));
}

TEST_F(SubjectTest, IsForThoseWhoGuardPrivacyOnly) {
  const Principal seller = user("sales");

  Principal weak = seller;
  weak.rights = std::make_shared<const Rights>();

  EXPECT_EQ(plugins->export_subject(weak, anna.id).error().code, ErrorCode::forbidden);
  EXPECT_EQ(plugins->erase_subject(weak, anna.id).error().code, ErrorCode::forbidden);
}

TEST_F(DeskTest, PermitsAreForOneChannel) {
  const Record anna = consenting("anna@example.test");
  ASSERT_TRUE(records->update(admin, "person", anna.id, std::nullopt, {{"phone", "+46701234567"}}));
  const auto address = [&](const std::string& channel) {
    return ask(
        "message.permit/1",
        {{"person", anna.id}, {"channel", channel}, {"purpose", "marketing"}})["answer"]["address"];
  };

  EXPECT_EQ(address("email"), "anna@example.test");
  EXPECT_EQ(address("sms"), "+46701234567");
  EXPECT_EQ(address("call"), "+46701234567");
}

TEST_F(DeskTest, ShowsANoticeAndAPushToTheUserMeant) {
  const Principal anna = user("anna");
  const auto open_page = notices->subscribe(anna.id);

  ASSERT_TRUE(ask("user.notify/1", {{"user", anna.id}, {"text", "Hello"}, {"kind", "success"}})
                  .contains("answer"));
  ASSERT_TRUE(
      ask("ui.push/1", {{"user", anna.id}, {"kind", "screen_pop"}, {"payload", {{"person", "p"}}}})
          .contains("answer"));
  EXPECT_EQ(ask("user.notify/1", {{"user", "nobody"}, {"text", "x"}})["status"], 4);

  std::vector<http::Event> seen;
  for (int i = 0; i < 5 && seen.size() < 2; ++i) {
    const auto events = open_page->next(1000);
    ASSERT_TRUE(events);
    seen.insert(seen.end(), events->begin(), events->end());
  }
  ASSERT_EQ(seen.size(), 2U);
  EXPECT_EQ(seen[0].name, "notice");
  EXPECT_NE(seen[0].data.find("Hello"), std::string::npos);
  EXPECT_EQ(seen[1].name, "screen_pop");
}

TEST_F(DeskTest, CancelsAJobThatWaits) {
  const Json job = ask("job.schedule/1", {{"job", "tick"}, {"run_at", "2100-01-01T00:00:00Z"}});

  EXPECT_TRUE(ask("job.cancel/1", {{"id", job["answer"]["id"]}})["answer"]["cancelled"]);
  EXPECT_FALSE(
      ask("job.cancel/1", {{"id", job["answer"]["id"]}})["answer"]["cancelled"].get<bool>());
}

}  // namespace
}  // namespace kontor::host

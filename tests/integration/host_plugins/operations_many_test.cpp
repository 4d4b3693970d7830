#include <kontor/op/all.hpp>

#include "host/access/audit_log.hpp"
#include "tests/integration/host_plugins/desk.hpp"

namespace kontor::host {
namespace {

// Operations that do for many what others do for one.
class ManyTest : public DeskTest {
 protected:
  Json entry(const Record& who, const std::string& name, const std::string& summary) {
    return {{"record", {{"entity", "person"}, {"id", who.id}}},
            {"kind", "sms"},
            {"summary", summary},
            {"occurred_at", "2026-11-22T10:00:00Z"},
            {"external_id", name}};
  }
  std::int64_t count(const std::string& sql) {
    const auto rows = database->read([&](db::Session& session) { return session.query(sql); });
    EXPECT_TRUE(rows) << rows.error().message;
    return rows ? rows->at(0).integer(0) : -1;
  }
};

TEST_F(ManyTest, StorageIsWrittenAndReadTogetherAndTheLaterOfTwoCounts) {
  ask("storage.put/1", {{"key", "old"}, {"value", 1}});

  const Json put =
      ask("storage.put_many/1", {{"entries", Json::array({{{"key", "a"}, {"value", 1}},
                                                          {{"key", "b"}, {"value", {{"x", 2}}}},
                                                          {{"key", "a"}, {"value", 3}},
                                                          {{"key", "gone"}, {"value", 4}},
                                                          {{"key", "gone"}},
                                                          {{"key", "old"}, {"value", nullptr}}})}});
  const Json got =
      ask("storage.get_many/1", {{"keys", {"b", "a", "old", "gone", "never"}}})["answer"];

  EXPECT_EQ(put["answer"], Json::object()) << put;
  EXPECT_EQ(got["entries"],
            Json::array({{{"key", "a"}, {"value", 3}}, {{"key", "b"}, {"value", {{"x", 2}}}}}))
      << got;
}

TEST_F(ManyTest, WhatGoesBeyondTheQuotaIsWrittenNotAtAll) {
  ASSERT_TRUE(plugins->remove(admin, "test.desk", Plugins::Storage::erase));
  ASSERT_TRUE(install(changed(built("test-desk"), {{"limits", {{"storage_bytes", 100}}}})));
  ask("storage.put/1", {{"key", "a"}, {"value", std::string(40, 'x')}});

  const Json refused =
      ask("storage.put_many/1",
          {{"entries", Json::array({{{"key", "b"}, {"value", 1}},
                                    {{"key", "c"}, {"value", std::string(80, 'y')}}})}});
  const Json replaced =
      ask("storage.put_many/1",
          {{"entries",
            Json::array({{{"key", "a"}}, {{"key", "c"}, {"value", std::string(80, 'y')}}})}});

  EXPECT_EQ(refused["status"], 6) << refused;
  EXPECT_TRUE(stored("b").is_null());
  EXPECT_TRUE(replaced.contains("answer")) << "what is removed makes room: " << replaced;
}

TEST_F(ManyTest, WhatIsAboutAnErasedPersonIsLeftOutAndNamed) {
  const Record anna = person({{"first_name", "Anna"}});
  const Record bo = person({{"first_name", "Bo"}});
  ASSERT_TRUE(database->transaction([&](db::Session& session) {
    return session.execute(
        "INSERT INTO erased_person (person_id, erasure_id, erased_at_ms) VALUES ($1, 'x', 1)",
        {anna.id});
  }));

  const Json put =
      ask("storage.put_many/1",
          {{"entries", Json::array({{{"key", "a"}, {"value", 1}, {"person", anna.id}},
                                    {{"key", "b"}, {"value", 2}, {"person", bo.id}}})}});

  EXPECT_EQ(put["answer"]["erased"], Json::array({"a"})) << put;
  EXPECT_TRUE(stored("a").is_null());
  EXPECT_EQ(stored("b"), 2);
}

TEST_F(ManyTest, EachPersonIsPermittedOrRefusedWithTheReasonAndEachPermitIsInTheAuditLog) {
  const Record anna = consenting("anna@example.test");
  const Record bo = consenting("bo@example.test");
  const Record cy = person({{"first_name", "Cy"}, {"email", "cy@example.test"}});
  const auto nowhere =
      plugins->act(admin, "kontor.consent", "consent.record",
                   {{"entity", "person"}, {"id", person({{"first_name", "Dan"}}).id}},
                   {{"purpose", "marketing"}, {"proof", "on paper"}});
  ASSERT_TRUE(nowhere);
  const std::string dan =
      records
          ->list(
              admin,
              {.entity = "person",
               .filter = Json::array({{{"field", "first_name"}, {"op", "eq"}, {"value", "Dan"}}})})
          ->records.at(0)
          .id;

  const Json answer =
      ask("message.permit_many/1", {{"persons", {anna.id, "nobody", cy.id, bo.id, dan}},
                                    {"channel", "email"},
                                    {"purpose", "marketing"}})["answer"];

  ASSERT_EQ(answer["permits"].size(), 2U) << answer;
  EXPECT_EQ(answer["permits"][0]["person"], anna.id);
  EXPECT_EQ(answer["permits"][0]["address"], "anna@example.test");
  EXPECT_EQ(answer["permits"][0]["basis"], "consent");
  EXPECT_NE(answer["permits"][0]["consent"], "");
  EXPECT_EQ(answer["permits"][1]["person"], bo.id);
  ASSERT_EQ(answer["refusals"].size(), 3U) << answer;
  EXPECT_EQ(answer["refusals"][0]["code"], "no-person");
  EXPECT_EQ(answer["refusals"][1]["person"], cy.id);
  EXPECT_EQ(answer["refusals"][1]["code"], "no-consent");
  EXPECT_NE(answer["refusals"][1]["reason"], "");
  EXPECT_EQ(answer["refusals"][2]["code"], "no-address");
  EXPECT_EQ(count("SELECT COUNT(*) FROM audit_entry WHERE action = 'message.permit'"), 2);
  EXPECT_TRUE(AuditLog::verify(*database));
  // Each is worth one mail.
  const Json mail = {
      {"permit", answer["permits"][1]["permit"]}, {"subject", "Hej"}, {"text", "Hej"}};
  EXPECT_NE(ask("mail.send/1", mail).value("status", 0), 3);
}

TEST_F(ManyTest, EntriesStandOnTheirTimelinesOnceAndWhoIsUnknownIsNamed) {
  const Record anna = person({{"first_name", "Anna"}});
  const Record bo = person({{"first_name", "Bo"}});
  Record nobody = anna;
  nobody.id = "nobody";
  const Json first = ask("timeline.add/1", entry(anna, "m1", "queued"))["answer"]["id"];

  const Json answer = ask(
      "timeline.add_many/1",
      {{"entries",
        Json::array({entry(anna, "m1", "sent"), entry(bo, "m2", "queued"),
                     entry(nobody, "m3", "queued"), entry(anna, "m1", "delivered")})}})["answer"];

  ASSERT_EQ(answer["results"].size(), 4U) << answer;
  EXPECT_EQ(answer["results"][0]["id"], first);
  EXPECT_EQ(answer["results"][3]["id"], first);
  EXPECT_NE(answer["results"][1]["id"], "");
  EXPECT_NE(answer["results"][2]["refusal"], "");
  const auto hers = records->timeline(admin, "person", anna.id, "", 10);
  ASSERT_EQ(hers->records.size(), 1U);
  EXPECT_EQ(hers->records[0].fields["summary"], "delivered") << "the later of two counts";
  EXPECT_EQ(records->timeline(admin, "person", bo.id, "", 10)->records.size(), 1U);
}

}  // namespace
}  // namespace kontor::host

#include <sstream>

#include "base/core/bytes.hpp"
#include "base/core/json_schema.hpp"
#include "host/access/audit_log.hpp"
#include "host/gdpr/erasure_desk.hpp"
#include "host/gdpr/erasure_receipt.hpp"
#include "host/gdpr/person_archive.hpp"
#include "host/gdpr/person_export.hpp"
#include "host/sheets/zip_archive.hpp"
#include "tests/integration/host_plugins/desk.hpp"
#include "tests/integration/host_plugins/on_either.hpp"

namespace kontor::host {
namespace {

class SubjectTest : public OnEither<DeskTest> {
 protected:
  void SetUp() override {
    DeskTest::SetUp();
    anna = person({{"first_name", "Anna"}, {"email", "anna@example.test"}});
    bo = person({{"first_name", "Bo"}});
    for (const Record& someone : {anna, bo})
      ask("storage.put/1",
          {{"key", "note/" + someone.id}, {"value", "likes tea"}, {"person", someone.id}});
    file = act("store", {{"bytes", 10}, {"person", anna.id}})["file"];
    ask("timeline.add/1", {{"record", {{"entity", "person"}, {"id", anna.id}}},
                           {"kind", "note"},
                           {"summary", "called"},
                           {"occurred_at", "2026-01-01T00:00:00Z"}});
  }
  PersonExport exports() { return PersonExport({*database, *records, clock, plugins.get()}); }
  ErasureDesk& desk() {
    if (!desk_)
      desk_ = std::make_unique<ErasureDesk>(ErasureDesk::Parts{
          *database, *records, *outbox, clock, ids, tombstones_, plugins.get(), key_, data});
    return *desk_;
  }
  void TearDown() override {
    desk_.reset();
    DeskTest::TearDown();
  }

  Record anna, bo;
  std::string file;
  Tombstones tombstones_{"secret"};
  crypto::SigningKey key_ = crypto::SigningKey::generate();
  std::unique_ptr<ErasureDesk> desk_;
};
INSTANTIATE_TEST_SUITE_P(Databases, SubjectTest, testing::both_databases(), testing::database_name);

TEST_P(SubjectTest, ExportsWhatTheHostAndEveryPluginKeepAboutOnePerson) {
  const auto exported = exports().document(admin, anna.id);

  ASSERT_TRUE(exported) << exported.error().message;
  const Json& part = (*exported)["plugins"][0];
  EXPECT_EQ((*exported)["person"]["fields"]["email"], "anna@example.test");
  EXPECT_EQ((*exported)["records"]["activity"].size(), 1U);
  EXPECT_EQ(part["data"]["score_of"], anna.id);
  EXPECT_EQ(part["storage"], (Json{{{"name", "note/" + anna.id}, {"value", "likes tea"}}}));
  EXPECT_EQ(part["files"][0]["id"], file);
  EXPECT_TRUE((*exported)["complete"]);
}

// R54: every line is as the published schema says, and the bytes of files are among them.
TEST_P(SubjectTest, R54TheExportsLinesAreAsTheirSchemaSays) {
  const auto schema = JsonSchema::parse(PersonExport::line_schema()).value();
  std::string bytes;
  std::string last;

  const Status streamed = exports().stream(admin, anna.id, [&](const Json& line) -> Status {
    const Status valid = schema.validate(line);
    EXPECT_TRUE(valid) << valid.error().message << " " << line;
    last = line["kind"];
    if (last == "file-bytes") bytes += base64_decode(line["data"].get<std::string>()).value();
    EXPECT_EQ(to_text(line).find(bo.id), std::string::npos);
    return ok();
  });

  ASSERT_TRUE(streamed) << streamed.error().message;
  EXPECT_EQ(bytes.size(), 10U);
  EXPECT_EQ(last, "end");
}

// R54: the archive to hand over has the lines, their schema and the files as they are.
TEST_P(SubjectTest, R54TheArchiveHoldsTheLinesTheirSchemaAndTheFiles) {
  PersonExport source = exports();
  const auto folder = data / "person-exports";

  const auto made = person_archive(source, admin, anna.id, folder);

  ASSERT_TRUE(made) << made.error().message;
  const auto archive = ZipArchive::open(*made).value();
  const auto member = [&](const std::string& name) {
    std::string text;
    const Status read = archive->read(name, [&](std::string_view piece) -> Status {
      text += piece;
      return ok();
    });
    EXPECT_TRUE(read) << name;
    return text;
  };
  const auto schema = JsonSchema::parse(parse_json(member("schema.json")).value()).value();
  std::istringstream lines(member("export.ndjson"));
  std::string file_path;
  std::string last;
  for (std::string text; std::getline(lines, text);) {
    const Json line = parse_json(text).value();
    EXPECT_TRUE(schema.validate(line)) << text;
    last = line["kind"];
    EXPECT_NE(last, "file-bytes");
    if (last == "plugin-file") file_path = line["path"];
  }
  EXPECT_EQ(last, "end");
  EXPECT_EQ(member(file_path).size(), 10U);
  EXPECT_FALSE(member("README.txt").empty());
  EXPECT_EQ(std::filesystem::status(*made).permissions(),
            std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  // What it was collected in is gone.
  const std::filesystem::directory_iterator left(folder);
  EXPECT_EQ(std::distance(begin(left), end(left)), 1);
  EXPECT_EQ(person_archive(source, admin, "nobody", folder).error().code, ErrorCode::not_found);
}

TEST(PersonArchiveTest, NamesOfOthersMakeNoFoldersInsideTheArchive) {
  EXPECT_EQ(plain_file_name("report.pdf"), "report.pdf");
  EXPECT_EQ(plain_file_name("../../etc/passwd"), "_._.._etc_passwd");
  EXPECT_EQ(plain_file_name(R"(C:\temp\x)"), "C__temp_x");
  EXPECT_EQ(plain_file_name(""), "file");
  EXPECT_EQ(plain_file_name(std::string(99, 'a') + "Ж"), std::string(99, 'a'));
}

TEST_P(SubjectTest, ErasesOnePersonEverywhereAndNobodyElse) {
  const auto erased = desk().begin(admin, anna.id, "their wish");

  ASSERT_TRUE(erased) << erased.error().message;
  EXPECT_EQ(erased->state, "done");
  const Json receipt = open_receipt(erased->receipt, {key_.public_key()}).value();
  EXPECT_EQ(receipt["stayed"][0]["reason"], "tax law");
  EXPECT_EQ(receipt["plugins"][0]["storage"], 1);
  EXPECT_EQ(receipt["plugins"][0]["files"], 1);
  EXPECT_EQ(receipt["records"]["activity"], 1);
  EXPECT_EQ(stored("erased"), anna.id);
  EXPECT_TRUE(stored("note/" + anna.id).is_null());
  EXPECT_EQ(stored("note/" + bo.id), "likes tea");
  EXPECT_EQ(ask("file.get/1", {{"file", file}})["status"], 4);
  EXPECT_FALSE(records->get(admin, "person", anna.id));
  EXPECT_TRUE(records->get(admin, "person", bo.id));
  EXPECT_TRUE(AuditLog::verify(*database));
  // Nothing is kept under that person again.
  EXPECT_TRUE(ask("storage.put/1", {{"key", "again"}, {"value", 1}, {"person", anna.id}})
                  .contains("status"));
}

TEST_P(SubjectTest, KeepsThePersonUntilEveryPluginHasForgottenThem) {
  ask("storage.put/1", {{"key", "fail"}, {"value", true}});

  const auto first = desk().begin(admin, anna.id, "their wish");

  ASSERT_TRUE(first) << first.error().message;
  EXPECT_EQ(first->state, "committing");
  EXPECT_NE(first->plugins[0]["error"].get<std::string>().find("archive"), std::string::npos);
  EXPECT_EQ(stored("note/" + anna.id), "likes tea");
  ask("storage.delete/1", {{"key", "fail"}});
  const auto second = desk().begin(admin, anna.id, "again");
  ASSERT_TRUE(second) << second.error().message;
  EXPECT_EQ(second->id, first->id);
  EXPECT_EQ(second->state, "done");
  EXPECT_FALSE(records->get(admin, "person", anna.id));
}

TEST_P(SubjectTest, APluginsHoldComesBeforeAnythingIsErased) {
  ask("storage.put/1", {{"key", "hold"}, {"value", "2999-01-01T00:00:00Z"}});

  const auto held = desk().begin(admin, anna.id, "their wish");

  ASSERT_TRUE(held) << held.error().message;
  EXPECT_EQ(held->state, "held");
  EXPECT_EQ(held->holds[0]["by"], "test.desk");
  EXPECT_EQ(stored("note/" + anna.id), "likes tea");
  EXPECT_TRUE(records->get(admin, "person", anna.id));
  ask("storage.delete/1", {{"key", "hold"}});
  EXPECT_EQ(desk().begin(admin, anna.id, "again")->state, "done");
}

TEST_P(SubjectTest, WhatARemovedPluginKeptIsErasedAndItHearsOfItWhenItIsBack) {
  ASSERT_TRUE(plugins->remove(admin, "test.desk", Plugins::Storage::keep));
  std::filesystem::create_directories(data / "plugins/test.desk/data");

  const auto erased = desk().begin(admin, anna.id, "their wish");

  ASSERT_TRUE(erased) << erased.error().message;
  ASSERT_EQ(erased->state, "done");
  const Json receipt = open_receipt(erased->receipt, {key_.public_key()}).value();
  EXPECT_FALSE(receipt["plugins"][0]["installed"].get<bool>());
  EXPECT_EQ(receipt["plugins"][0]["storage"], 1);
  ASSERT_TRUE(desk().step());
  ASSERT_TRUE(install(built("test-desk")));
  EXPECT_TRUE(stored("note/" + anna.id).is_null());
  EXPECT_TRUE(stored("erased").is_null());
  ASSERT_TRUE(desk().step());
  EXPECT_EQ(stored("erased"), anna.id);
}

TEST_P(SubjectTest, IsForThoseWhoGuardPrivacyOnly) {
  const Principal seller = user("sales");

  Principal weak = seller;
  weak.rights = std::make_shared<const Rights>();

  EXPECT_EQ(exports().document(weak, anna.id).error().code, ErrorCode::forbidden);
  EXPECT_EQ(desk().begin(weak, anna.id, "x").error().code, ErrorCode::forbidden);
}

class PeopleOperationsTest : public OnEither<DeskTest> {};
INSTANTIATE_TEST_SUITE_P(Databases, PeopleOperationsTest, testing::both_databases(),
                         testing::database_name);

TEST_P(PeopleOperationsTest, PermitsAreForOneChannel) {
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

TEST_P(PeopleOperationsTest, ShowsANoticeAndAPushToTheUserMeant) {
  const Principal anna = user("anna");
  const auto open_page = notices->subscribe(anna.id);

  ASSERT_TRUE(ask("user.notify/1", {{"user", anna.id}, {"text", "Hello"}, {"kind", "success"}})
                  .contains("answer"));
  ASSERT_TRUE(ask("ui.push/1", {{"user", anna.id},
                                {"kind", "screen_pop"},
                                {"payload", {{"person", "p"}, {"plugin", "another"}}}})
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
  EXPECT_EQ(Json::parse(seen[1].data)["plugin"], "test.desk") << "nobody speaks as another";
}

TEST_P(PeopleOperationsTest, CancelsAJobThatWaits) {
  const Json job = ask("job.schedule/1", {{"job", "tick"}, {"run_at", "2100-01-01T00:00:00Z"}});

  EXPECT_TRUE(ask("job.cancel/1", {{"id", job["answer"]["id"]}})["answer"]["cancelled"]);
  EXPECT_FALSE(
      ask("job.cancel/1", {{"id", job["answer"]["id"]}})["answer"]["cancelled"].get<bool>());
}

}  // namespace
}  // namespace kontor::host

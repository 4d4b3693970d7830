#include <chrono>
#include <thread>

#include "host/app/importer.hpp"
#include "tests/integration/host_plugins/desk.hpp"
#include "tests/integration/host_plugins/on_either.hpp"

namespace kontor::host {
namespace {

class PluginImportTest : public OnEither<DeskTest> {
 protected:
  void SetUp() override {
    DeskTest::SetUp();
    std::filesystem::create_directories(data / "imports");
    start_importer();
    anna = user("anna");
    anna.rights = std::make_shared<const Rights>(Rights::everything());
  }
  void TearDown() override {
    importer.reset();
    DeskTest::TearDown();
  }
  void start_importer() {
    importer = std::make_unique<Importer>(Importer::Parts{*database, *records, *accounts, *outbox,
                                                          *notices, clock, ids, data / "imports"});
    importer->attach(plugins.get());
    ASSERT_TRUE(importer->start());
  }
  std::filesystem::path file(const std::string& text) {
    const auto path = data / "received";
    EXPECT_TRUE(write_file(path, text));
    return path;
  }
  Result<std::string> submit(const std::string& text, const std::string& format) {
    ImportOptions options;
    options.format = format;
    return importer->submit(anna, "person", options, file(text));
  }
  ImportJob ended(const std::string& id) {
    ImportJob job;
    EXPECT_TRUE(eventually([&] {
      job = importer->job(anna, id).value();
      return job.state == "done" || job.state == "failed";
    }));
    return job;
  }
  std::string failure_of(const std::string& text) {
    const auto id = submit(text, "test.desk/hostile");
    EXPECT_TRUE(id) << id.error().message;
    const ImportJob job = id ? ended(*id) : ImportJob{};
    EXPECT_EQ(job.state, "failed") << text;
    EXPECT_TRUE(records->list(admin, {.entity = "person"})->records.empty()) << text;
    return job.message;
  }
  std::unique_ptr<Importer> importer;
  Principal anna;
};
INSTANTIATE_TEST_SUITE_P(Databases, PluginImportTest, testing::both_databases(),
                         testing::database_name);

TEST_P(PluginImportTest, ReadsAFileLongerThanOnePieceAndImportsItsRows) {
  std::string text;
  int cards = 0;
  while (text.size() < 2 * ImportFormats::kPieceBytesMax + 1000)
    text += "Anna" + std::to_string(++cards) + " Berg-of-a-very-long-name-" +
            std::string(2000, 'x') + ";";

  const auto id = submit(text, "test.desk/cards");
  ASSERT_TRUE(id) << id.error().message;
  const ImportJob job = ended(*id);

  EXPECT_EQ(job.state, "done") << job.message;
  EXPECT_EQ(job.counts.created, cards);
  EXPECT_EQ(
      records
          ->list(admin, {.entity = "person",
                         .filter = Json::array({{{"field", "first_name"},
                                                 {"op", "eq"},
                                                 {"value", "Anna" + std::to_string(cards)}}})})
          ->records.size(),
      1U);
}

TEST_P(PluginImportTest, BringsInContactsAsATelephoneWritesThem) {
  ASSERT_TRUE(install(built("vcard")));

  const auto id = submit(
      "BEGIN:VCARD\r\nVERSION:3.0\r\nN:Ek;Bo;;;\r\nTEL;TYPE=CELL:+46 70 123 45 67\r\n"
      "EMAIL:bo@example.test\r\nORG:Ek AB\r\nEND:VCARD\r\n",
      "example.vcard/vcard");
  ASSERT_TRUE(id) << id.error().message;
  const ImportJob job = ended(*id);

  EXPECT_EQ(job.state, "done") << job.message;
  const auto people = records->list(admin, {.entity = "person"})->records;
  ASSERT_EQ(people.size(), 1U);
  EXPECT_EQ(people[0].fields["phone"], "+46701234567");
  EXPECT_EQ(people[0].fields["email"], "bo@example.test");
  EXPECT_EQ(people[0].fields["last_name"], "Ek");
  EXPECT_EQ(records->list(admin, {.entity = "organisation"})->records.size(), 1U);
}

TEST_P(PluginImportTest, ShowsItsColumnsBeforeAnythingIsImported) {
  ImportPreview wish;
  wish.format = "test.desk/cards";
  wish.file = file("Anna Berg;Bo Ek;");

  const auto seen = importer->preview(anna, "person", wish);

  ASSERT_TRUE(seen) << seen.error().message;
  EXPECT_EQ((*seen)["columns"], Json({"Number", "First name", "Last name"}));
  EXPECT_EQ((*seen)["rows"][1], Json({"2", "Bo", "Ek"}));
  EXPECT_EQ((*seen)["mapping"]["First name"], "first_name");
}

TEST_P(PluginImportTest, ListsFormatsOfRunningPluginsForWhatOneMayCreate) {
  EXPECT_EQ(importer->known_formats(anna)[0]["format"], "test.desk/cards");
  EXPECT_EQ(importer->known_formats(anna)[0]["endings"], Json({".cards"}));
  Principal nobody = anna;
  nobody.rights = std::make_shared<const Rights>();

  EXPECT_TRUE(importer->known_formats(nobody).empty());
}

TEST_P(PluginImportTest, IsToldToTheAdministratorInWords) {
  const Json words = plugins->inspect("test.desk").value()["permission_words"]["sv"];

  EXPECT_NE(to_text(words).find("format ”Cards” som användare importerar"), std::string::npos)
      << words;
}

TEST_P(PluginImportTest, RefusesFormatsThatAreNotThereAndOtherRecords) {
  for (const char* format : {"cards", "test.desk/none", "nobody.none/cards"})
    EXPECT_FALSE(submit("Anna Berg;", format)) << format;
  ImportOptions options;
  options.format = "test.desk/cards";

  const auto deals = importer->submit(anna, "deal", options, file("Anna Berg;"));

  ASSERT_FALSE(deals);
  EXPECT_EQ(deals.error().code, ErrorCode::invalid_argument);
}

TEST_P(PluginImportTest, FailsInWordsWhereThePluginAnswersWrongAndImportsNothing) {
  const auto says = [&](const std::string& text, const std::string& words) {
    const std::string message = failure_of(text);
    EXPECT_NE(message.find(words), std::string::npos) << message;
  };
  says("nothing", "found no whole row");
  says("too much", "read more than there is");
  says("cells", "more cells than columns");
  says("state", "64 KiB of state");
  says("no columns", "found no rows");
  says("crash", "test.desk");
}

}  // namespace
}  // namespace kontor::host

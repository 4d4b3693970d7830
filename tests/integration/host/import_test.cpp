#include <fstream>

#include "tests/integration/host/host_fixture.hpp"
#include "tests/support/program.hpp"

namespace kontor::host {

namespace {

class ImportTest : public testing::HostTest {
 protected:
  static void expect_sum(const ImportCounts& counts) {
    EXPECT_EQ(counts.read,
              counts.created + counts.updated + counts.duplicate + counts.invalid + counts.failed);
  }
};
INSTANTIATE_TEST_SUITE_P(Databases, ImportTest, testing::both_databases(), testing::database_name);

constexpr const char* kPeople =
    "First name;Last name;Phone;E-mail;Company;Born\r\n"
    "Anders;Berg; +46(0)731535639 ;anders@a.example;Acme;04/11/1993\r\n"
    "\r\n"
    "Carin;Dahl;22-33-44;CARIN@a.example;\"Bolt; \"\"B\"\" AB\";10.03.1953\r\n"
    "Anders;Berg;+46731535639;ANDERS@A.example;Acme;\r\n"
    "Erik;Falk;;erik at a.example;Acme;\r\n"
    "Gun;Hall;101;gun@a.example;Acme;1979-13-01\r\n"
    ";;+46 70 111 22 33;;;\r\n"
    "Ida;\"Juhl;;x@a.example;Acme;\r\n"
    "Karl;Lund;123;karl@a.example;;1980-01-05\r\n";

TEST_P(ImportTest, EveryRowHasOneOutcomeAndTheCountsAddUp) {
  ImportOptions options;
  options.region = "SE";
  use_personal_field("birth_date");
  const ImportJob job = import("person", kPeople, options);

  EXPECT_EQ(job.state, "done");
  EXPECT_EQ(*job.rows_total, 8);
  EXPECT_EQ(job.counts.read, 8);
  EXPECT_EQ(job.counts.created, 4);
  EXPECT_EQ(job.counts.duplicate, 1);
  EXPECT_EQ(job.counts.invalid, 3);
  expect_sum(job.counts);
  EXPECT_EQ(job.counts.phones_normalised, 3);
  EXPECT_EQ(job.counts.phones_flagged, 1);
  EXPECT_EQ(job.counts.phones_as_entered, 1);
  const auto invalid = rows(job.id, "invalid");
  ASSERT_EQ(invalid.size(), 3U);
  EXPECT_EQ(invalid[0].row, 6);
  EXPECT_EQ(invalid[0].reason, "email: not an e-mail address");
  EXPECT_EQ(invalid[1].reason, "birth_date: not a date: 1979-13-01");
  EXPECT_NE(invalid[2].reason.find("quotes"), std::string::npos);
  EXPECT_EQ(find("organisation", Json::array())->records.size(), 2U);
}

TEST_P(ImportTest, TheSameFileTwiceCreatesNothing) {
  use_personal_field("birth_date");
  import("person", kPeople);

  const ImportJob again = import("person", kPeople);

  EXPECT_EQ(again.counts.created, 0);
  EXPECT_EQ(again.counts.duplicate, 5);
  expect_sum(again.counts);
  EXPECT_EQ(find("person", Json::array())->records.size(), 4U);
}

TEST_P(ImportTest, UpdateFillsInWhatTheFileKnowsAndClearsNothing) {
  const Record known =
      make("person", {{"name", "Anders"}, {"email", "anders@a.example"}, {"role", "Chief"}});
  ImportOptions options;
  options.duplicates = DuplicateRule::update;

  const ImportJob job = import(
      "person", "E-mail;Role;Source\nanders@a.example;;Fair\nANDERS@a.example;;Fair\n", options);

  EXPECT_EQ(job.counts.updated, 1);
  EXPECT_EQ(job.counts.duplicate, 1);
  const auto person = records_->get(admin_, "person", known.id);
  ASSERT_TRUE(person);
  EXPECT_EQ(person->fields["source"], "Fair");
  EXPECT_EQ(person->fields["role"], "Chief");
}

// Rows are taken by portions, and what a portion repeats is looked up while the one before is
// written.
TEST_P(ImportTest, ARowRepeatsWhatRowsFarAboveItWrote) {
  constexpr int kPortions = 4;
  constexpr int kApart = 400;
  const Record known = make("person", {{"name", "Anna"}, {"email", "anna@a.example"}});
  std::string file = "Name;E-mail;Phone;Role\nAnna;anna@a.example;+46731000001;\n";
  for (int i = 0; i < kPortions * kApart; ++i) {
    const std::string person = std::to_string(i % kApart);
    file += "P" + person + ";p" + person + "@a.example;;R" + std::to_string(i / kApart) + "\n";
    if (i == 3 * kApart / 2) file += "Anna;;+46731000001;Boss\n";
  }
  file += "Anna;;+46731000001;Chief\n";
  ImportOptions options;
  options.duplicates = DuplicateRule::update;

  const ImportJob job = import("person", file, options);

  EXPECT_EQ(job.counts.created, kApart);
  EXPECT_EQ(job.counts.updated, (kPortions - 1) * kApart + 3);
  const auto anna = records_->get(admin_, "person", known.id);
  ASSERT_TRUE(anna);
  EXPECT_EQ(anna->fields["role"], "Chief");
  EXPECT_EQ(find("person", Json::array(), "P7")->records.at(0).fields["role"], "R3");
}

TEST_P(ImportTest, OneNumberMayServeSeveralPeople) {
  const ImportJob job = import("person",
                               "Name;Phone;E-mail\n"
                               "Anna;+7 912 345-67-89;anna@a.example\n"
                               "Bo;+7 912 345-67-89;bo@a.example\n"
                               "bo;8 912 345-67-89;\n");

  EXPECT_EQ(job.counts.created, 2);
  EXPECT_EQ(job.counts.duplicate, 1);
  EXPECT_EQ(rows(job.id, "duplicate")[0].reason,
            "same phone and name as an earlier row of the file");
}

// R26: what makes two the same is chosen for one import.
TEST_P(ImportTest, R26TheMatchKeyIsChosenPerImport) {
  const char* file =
      "Name;Phone;E-mail;Organisation\n"
      "Anna;+7 912 345-67-89;anna@a.example;Acme\n"
      "Bo;+7 912 345-67-89;bo@a.example;Acme\n"
      "Anna;+46 8 123 456 78;a.berg@a.example;Acme\n";
  const auto created = [&](const std::string& match) {
    ImportOptions options;
    options.match = match;
    options.dry_run = true;
    return import("person", file, options).counts.created;
  };

  EXPECT_EQ(created(""), 3);
  EXPECT_EQ(created("phone"), 2);
  EXPECT_EQ(created("name+organisation"), 2);
  EXPECT_EQ(created("phone,name+organisation"), 1);
  ImportOptions options;
  options.match = "email";
  options.duplicates = DuplicateRule::update;
  ASSERT_EQ(import("person", file, options).counts.created, 3);
  options.match = "phone";
  const ImportJob again = import("person", "Name;Phone\nAnna B.;89123456789\n", options);
  EXPECT_EQ(again.counts.updated, 1) << again.message;
}

TEST_P(ImportTest, R26AMatchKeyThatCannotBeIsRefusedWithThosePossible) {
  for (const char* match :
       {"role", "no such", "email,,phone", "email+salary+", "name+phone_flag+x"}) {
    ImportOptions options;
    options.match = match;
    const auto path = folder_ / "upload.csv";
    std::ofstream(path) << "Name\nAnna\n";
    const auto refused = importer_->submit(admin_, "person", options, path);
    ASSERT_FALSE(refused) << match;
    EXPECT_NE(refused.error().detail.find("no-match-key"), std::string::npos) << match;
  }
  ImportOptions options;
  options.match = "email";
  EXPECT_EQ(import("person", "Name\nAnna\n", options).message,
            "match: the file has no column for every field of email");
}

TEST_P(ImportTest, ColleaguesWithoutEMailOnOneSwitchboardAreDifferentPeople) {
  const char* file =
      "First name;Last name;Phone\n"
      "Anna;Berg;+46 8 123 456 78\n"
      "Bo;Ek;+46 8 123 456 78\n"
      "ANNA;Bérg;08-123 456 78\n";
  ImportOptions options;
  options.region = "SE";

  const ImportJob job = import("person", file, options);
  const ImportJob again = import("person", file, options);

  EXPECT_EQ(job.counts.created, 2);
  EXPECT_EQ(job.counts.duplicate, 1);
  EXPECT_EQ(again.counts.created, 0);
  EXPECT_EQ(again.counts.duplicate, 3);
}

TEST_P(ImportTest, WhoHasNoAddressAndNoNumberIsKnownByNameAndOrganisation) {
  const char* file =
      "Name;Company\n"
      "Anna Berg;Acme\n"
      "Bo Ek;Acme\n"
      "Anna Berg;Bolt\n"
      "Cara Dal;\n";
  const ImportJob first = import("person", file);

  const ImportJob again = import("person", file);
  ImportOptions options;
  options.duplicates = DuplicateRule::update;
  const ImportJob more =
      import("person", "Name;Company;E-mail\nAnna Berg;Acme;anna@a.example\n", options);
  const ImportJob another =
      import("person", "Name;Company;E-mail\nAnna Berg;Acme;berg@a.example\n", options);

  EXPECT_EQ(first.counts.created, 4);
  EXPECT_EQ(again.counts.duplicate, 3);
  EXPECT_EQ(again.counts.created, 1) << "a name alone says nothing";
  EXPECT_EQ(rows(again.id, "duplicate")[0].reason,
            "same name and organisation as a record that was there");
  EXPECT_EQ(more.counts.updated, 1);
  EXPECT_EQ(another.counts.created, 1) << "another address means another person";
}

TEST_P(ImportTest, WorkAndLinesOfOrdersThatCameBeforeAreKnown) {
  const std::string owner = add_user("bo@kontor.example", "sales");
  const std::string person = make("person", {{"name", "Anna"}}).id;
  make("order", {{"number", "A-1"}});
  make("order", {{"number", "A-2"}});
  ImportOptions tasks;
  tasks.mapping = {{"T", "title"}, {"O", "owner"}, {"D", "due_at"}};
  ImportOptions activities;
  activities.mapping = {
      {"K", "kind"}, {"E", "subject_entity"}, {"S", "subject"}, {"A", "occurred_at"}};
  ImportOptions lines;
  lines.mapping = {{"O", "order"}, {"N", "external_id"}, {"D", "description"}};
  ImportOptions cases;
  cases.mapping = {{"N", "external_id"}, {"T", "title"}};
  struct File {
    std::string entity;
    ImportOptions options;
    std::string text;
    int rows;
  };
  const std::vector<File> files{
      {"task", tasks, "T;O;D\nCall;bo@kontor.example;2026-11-22\n", 1},
      {"activity", activities,
       "K;E;S;A\ncall;person;" + person + ";2026-11-22 10:00\ncall;person;" + person +
           ";2026-11-23 10:00\n",
       2},
      {"order_line", lines, "O;N;D\nA-1;1;Desk\nA-1;2;Desk\nA-2;1;Lamp\n", 3},
      {"case", cases, "N;T\n7001;Broken\n7002;Broken\n", 2}};

  for (const File& file : files) {
    const ImportJob first = import(file.entity, file.text, file.options);
    const ImportJob again = import(file.entity, file.text, file.options);

    EXPECT_EQ(first.counts.created, file.rows) << file.entity;
    EXPECT_EQ(again.counts.created, 0) << file.entity;
    EXPECT_EQ(again.counts.duplicate, file.rows) << file.entity;
  }
}

TEST_P(ImportTest, AFieldThatMustBeUniqueIsAKey) {
  ASSERT_TRUE(desk_->add_field(admin_, "organisation",
                               {{"name", "x_customer"},
                                {"type", "text"},
                                {"labels", {{"en", "Customer number"}}},
                                {"unique", true}}));
  const char* file = "Name;Customer number;Region\nAcme;17;\nBolt;18;\n";
  import("organisation", file);
  ImportOptions options;
  options.duplicates = DuplicateRule::update;

  const ImportJob again = import("organisation", file, options);
  const ImportJob renamed =
      import("organisation", "Name;Customer number;Region\nAcme of old;17;North\n", options);

  EXPECT_EQ(again.counts.duplicate, 2);
  EXPECT_EQ(renamed.counts.updated, 1);
  const auto acme =
      find("organisation", Json::array({{{"field", "x_customer"}, {"op", "eq"}, {"value", "17"}}}));
  ASSERT_EQ(acme->records.size(), 1U);
  EXPECT_EQ(acme->records[0].fields["name"], "Acme of old");
}

TEST_P(ImportTest, ReadsCyrillicOfWindows) {
  const ImportJob job =
      import("person",
             "\xC8\xEC\xFF;\xD4\xE0\xEC\xE8\xEB\xE8\xFF;\xD2\xE5\xEB\xE5\xF4\xEE\xED\n"
             "\xC2\xE5\xF0\xEE\xED\xE8\xEA\xE0;\xC6\xE4\xE0\xED\xEE\xE2\xE0;8 (912) 345-67-89\n");

  EXPECT_EQ(job.counts.created, 1);
  EXPECT_EQ(find("person", Json::array(), "\u0436\u0434\u0430\u043d")->records.size(), 1U);
}

TEST_P(ImportTest, DealsFindTheirOrganisationAndPersonByName) {
  make("person", {{"name", "Anna"}, {"email", "anna@a.example"}});
  const std::string owner = add_user("bo@kontor.example", "sales");

  const ImportJob job =
      import("deal",
             "Title;Company;Contact e-mail;Stage;Amount;Currency;Created;Closed;Owner\n"
             "Pilot;Acme;anna@a.example;won;12 500,00;SEK;2025-01-09;2025-02-01;bo@kontor.example\n"
             "Other;Acme;nobody@a.example;new;1;SEK;2025-01-09;;bo@kontor.example\n");

  EXPECT_EQ(job.counts.created, 1);
  const auto invalid = rows(job.id, "invalid");
  ASSERT_EQ(invalid.size(), 1U);
  EXPECT_EQ(invalid[0].reason, "person: no such person: nobody@a.example");
  const auto deals = find("deal", Json::array());
  ASSERT_EQ(deals->records.size(), 1U);
  const Record& deal = deals->records[0];
  EXPECT_EQ(deal.fields["amount"], (Json{{"amount", 1'250'000}, {"currency", "SEK"}}));
  EXPECT_EQ(deal.fields["owner"], owner);
  EXPECT_EQ(to_rfc3339(deal.created_at_ms), "2025-01-09T00:00:00.000Z");
  EXPECT_EQ(find("stage_change", Json::array())->records.size(), 5U);
}

TEST_P(ImportTest, AMappedColumnThatIsMissingStopsTheFile) {
  ImportOptions options;
  options.mapping = {{"Mail", "email"}};

  const ImportJob job = import("person", "Name;E-mail\nAnna;a@b.example\n", options);

  EXPECT_EQ(job.state, "failed");
  EXPECT_EQ(job.message, "the file has no column named Mail");
  EXPECT_TRUE(find("person", Json::array())->records.empty());
}

TEST_P(ImportTest, FilesThatCannotBeImportedSayWhy) {
  EXPECT_EQ(import("person", "").message, "the file is empty");
  EXPECT_EQ(import("person", "x;y\n1;2\n").message,
            "no column of the file is known; give a mapping");
  EXPECT_NE(import("person", "\"open\n").message.find("header row"), std::string::npos);
}

TEST_P(ImportTest, RowsWithNulHugeFieldsOrForeignBytesAreRefusedAlone) {
  ImportOptions options;
  options.encoding = "UTF-8";
  std::string file = "Name;Role\nAnna;";
  file += std::string("a\0b", 3) + "\nBo;\xFF\nCarin;\"" + std::string(std::size_t{2} << 20, 'x') +
          "\"\nDan;ok\n";

  const ImportJob job = import("person", file, options);

  EXPECT_EQ(job.counts.created, 1);
  const auto invalid = rows(job.id, "invalid");
  ASSERT_EQ(invalid.size(), 3U);
  EXPECT_EQ(invalid[0].reason, "holds a NUL character");
  EXPECT_EQ(invalid[2].row, 4);
  EXPECT_EQ(invalid[2].reason, "a field is larger than 1 MB");
}

TEST_P(ImportTest, ImportsKeepToTheRightsOfWhoAsks) {
  Rights rights;
  rights.allow_named("imports.run");
  rights.allow_field("person", Verb::create, "name");
  const Principal clerk = somebody(rights);

  EXPECT_FALSE(importer_->submit(somebody({}), "person", {}, folder_ / "none"));
  EXPECT_FALSE(importer_->submit(clerk, "deal", {}, folder_ / "none"));
  const ImportJob job = import("person", "Name\nAnna\n");
  EXPECT_EQ(importer_->job(clerk, job.id).error().code, ErrorCode::not_found);
}

TEST_P(ImportTest, PreviewGuessesWhatTheFileIs) {
  use_personal_field("birth_date");
  const auto preview = importer_->preview(admin_, "person", kPeople);

  ASSERT_TRUE(preview);
  EXPECT_EQ((*preview)["delimiter"], ";");
  EXPECT_EQ((*preview)["encoding"], "UTF-8");
  EXPECT_EQ((*preview)["mapping"]["Born"], "birth_date");
  EXPECT_EQ((*preview)["rows"][1][4], "Bolt; \"B\" AB");
}

// PostgreSQL does so itself.
class ImportOnSqliteTest : public ImportTest {};
INSTANTIATE_TEST_SUITE_P(Databases, ImportOnSqliteTest, ::testing::Values(db::Dialect::sqlite),
                         testing::database_name);

TEST_P(ImportOnSqliteTest, TheSearchIsTidiedAfterManyRows) {
  std::string file = "Name;E-mail\n";
  for (int i = 0; i < 10'000; ++i)
    file += "P" + std::to_string(i) + ";p" + std::to_string(i) + "@a.example\n";

  import("person", file);

  EXPECT_TRUE(testing::eventually([&] {
    const auto pieces = database_->read([](db::Session& session) {
      return session.query_row("SELECT COUNT(DISTINCT segid) FROM record_person_search_idx");
    });
    return pieces && (*pieces)->integer(0) == 1;
  }));
  EXPECT_EQ(find("person", Json::array(), "P9999")->records.size(), 1U);
}

}  // namespace

}  // namespace kontor::host

#include <chrono>
#include <fstream>
#include <set>
#include <thread>

#include "host/sheets/table_writer.hpp"
#include "tests/integration/host/host_fixture.hpp"

namespace kontor::host {

namespace {

// Workbooks, dry runs, pauses, undoing and saved mappings.
class ImportExchangeTest : public testing::HostTest {
 protected:
  ImportJob until(const std::string& id, const std::set<std::string>& states) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    ImportJob job;
    do {
      job = importer_->job(admin_, id).value();
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    } while (!states.contains(job.state) && std::chrono::steady_clock::now() < deadline);
    return job;
  }
  ImportJob dry_run(const std::string& entity, const std::string& text,
                    DuplicateRule duplicates = DuplicateRule::skip) {
    ImportOptions options;
    options.dry_run = true;
    options.duplicates = duplicates;
    return import(entity, text, options);
  }
  ImportJob undone(const std::string& id) {
    EXPECT_TRUE(importer_->undo(admin_, id));
    return until(id, {"undone", "failed"});
  }
  std::size_t count(const std::string& entity) {
    return find(entity, Json::array())->records.size();
  }
};
INSTANTIATE_TEST_SUITE_P(Databases, ImportExchangeTest, testing::both_databases(),
                         testing::database_name);

std::string many_people(int count) {
  std::string text = "Name;E-mail\n";
  for (int i = 0; i < count; ++i) {
    text += "Person " + std::to_string(i) + ";p" + std::to_string(i) + "@a.example\n";
  }
  return text;
}

TEST_P(ImportExchangeTest, AWorkbookIsImportedAsItsSheetShowsIt) {
  const auto path = folder_ / "people.xlsx";
  auto table = TableWriter::create(TableFormat::xlsx, path, {"Name", "E-mail", "Phone"}).value();
  ASSERT_TRUE(table->add({"Anna", "anna@a.example", "+46 73 153 56 39"}));
  ASSERT_TRUE(table->add({"Bo", "not an address", nullptr}));
  ASSERT_TRUE(table->finish());

  const auto preview = importer_->preview(admin_, "person", ImportPreview{"", path, "", ""});
  const auto id = importer_->submit(admin_, "person", {}, path);
  const ImportJob job = until(id.value(), {"done", "failed"});

  ASSERT_TRUE(preview) << preview.error().message;
  EXPECT_EQ((*preview)["mapping"]["E-mail"], "email");
  EXPECT_EQ(job.state, "done") << job.message;
  EXPECT_EQ(job.counts.created, 1);
  const auto invalid = rows(job.id, "invalid");
  ASSERT_EQ(invalid.size(), 1U);
  EXPECT_EQ(invalid[0].row, 3);
  EXPECT_EQ(invalid[0].column, "E-mail");
}

TEST_P(ImportExchangeTest, AFileThatOnlyLooksLikeAWorkbookFailsAsAWhole) {
  const ImportJob job = import("person", "PK\x03\x04 and then nothing");

  EXPECT_EQ(job.state, "failed");
  EXPECT_NE(job.message.find("workbook"), std::string::npos);
}

TEST_P(ImportExchangeTest, ADryRunTellsTheSameAsTheImportAndChangesNothing) {
  make("person", {{"name", "Known"}, {"email", "known@a.example"}});
  std::string text = many_people(600);
  text += "Known;known@a.example\nNobody;nobody at a\nPerson 3;p3@a.example\n";

  const ImportJob tried = dry_run("person", text);
  const std::size_t after_trial = count("person");
  const ImportJob done = import("person", text);

  EXPECT_EQ(tried.state, "done") << tried.message;
  EXPECT_EQ(after_trial, 1U);
  EXPECT_EQ(tried.counts.created, 600);
  EXPECT_EQ(tried.counts.created, done.counts.created);
  EXPECT_EQ(tried.counts.duplicate, done.counts.duplicate);
  EXPECT_EQ(tried.counts.invalid, done.counts.invalid);
  EXPECT_EQ(rows(tried.id, "invalid")[0].column, "E-mail");
  EXPECT_EQ(importer_->undo(admin_, tried.id).error().code, ErrorCode::conflict);
}

TEST_P(ImportExchangeTest, ADryRunKnowsWhomItSawAtAnOrganisationThatTheFileBrings) {
  std::string text = "Name;Company\n";
  for (int i = 0; i < 600; ++i) text += "Person " + std::to_string(i) + ";Acme\n";
  text += "Person 3;Acme\nPerson 3;Bolt\n";

  const ImportJob tried = dry_run("person", text);
  const ImportJob done = import("person", text);

  EXPECT_EQ(tried.counts.created, 601);
  EXPECT_EQ(tried.counts.duplicate, 1);
  EXPECT_EQ(done.counts.created, 601);
  EXPECT_EQ(done.counts.duplicate, 1);
}

TEST_P(ImportExchangeTest, AMergeFillsOnlyWhatIsEmpty) {
  const Record known =
      make("person", {{"name", "Anna"}, {"email", "anna@a.example"}, {"role", "Chief"}});
  ImportOptions options;
  options.duplicates = DuplicateRule::merge;

  const ImportJob job =
      import("person", "E-mail;Role;Source\nanna@a.example;Clerk;Fair\n", options);

  EXPECT_EQ(job.counts.updated, 1);
  const auto person = records_->get(admin_, "person", known.id);
  EXPECT_EQ(person->fields["role"], "Chief");
  EXPECT_EQ(person->fields["source"], "Fair");
}

TEST_P(ImportExchangeTest, UndoTakesBackRecordsOrganisationsAndChangedFields) {
  const Record known =
      make("person", {{"name", "Anna"}, {"email", "anna@a.example"}, {"role", "Chief"}});
  ImportOptions options;
  options.duplicates = DuplicateRule::update;
  const ImportJob job = import("person",
                               "Name;E-mail;Role;Company\n"
                               "Anna;anna@a.example;Clerk;\n"
                               "Bo;bo@a.example;;Acme\n",
                               options);
  ASSERT_EQ(job.counts.updated, 1);
  ASSERT_EQ(count("organisation"), 1U);

  const ImportJob after = undone(job.id);

  EXPECT_EQ(after.state, "undone") << after.message;
  EXPECT_EQ(after.undone, 3);
  EXPECT_EQ(after.kept, 0);
  EXPECT_EQ(count("person"), 1U);
  EXPECT_EQ(count("organisation"), 0U);
  EXPECT_EQ(records_->get(admin_, "person", known.id)->fields["role"], "Chief");
  EXPECT_EQ(importer_->undo(admin_, job.id)->state, "undone");
}

TEST_P(ImportExchangeTest, UndoLeavesWhatWasTouchedSinceAndSaysWhy) {
  const ImportJob job = import("person", many_people(3));
  const auto made = rows(job.id, "created");
  ASSERT_TRUE(records_->update(admin_, "person", made[1].record_id, {}, {{"role", "Chief"}}));
  ASSERT_TRUE(records_->remove(admin_, "person", made[2].record_id, {}));

  const ImportJob after = undone(job.id);

  EXPECT_EQ(after.undone, 1);
  EXPECT_EQ(after.kept, 1);
  const auto kept = importer_->kept(admin_, job.id, 0, 10).value();
  ASSERT_EQ(kept.size(), 1U);
  EXPECT_EQ(kept[0].record_id, made[1].record_id);
  EXPECT_EQ(kept[0].reason, "it was changed since the import");
}

TEST_P(ImportExchangeTest, APausedImportGoesOnWhereItStoodOrIsUndone) {
  const auto file = folder_ / "received";
  std::ofstream(file, std::ios::binary) << many_people(3000);
  const std::string id = importer_->submit(admin_, "person", {}, file).value();
  ASSERT_TRUE(importer_->pause(admin_, id));
  const ImportJob paused = until(id, {"paused", "done"});
  ASSERT_EQ(paused.state, "paused");

  ASSERT_TRUE(importer_->resume(admin_, id));
  const ImportJob done = until(id, {"done", "failed"});

  EXPECT_LT(paused.counts.read, 3000);
  EXPECT_EQ(done.counts.created, 3000);
  EXPECT_EQ(importer_->pause(admin_, id).error().code, ErrorCode::conflict);
  EXPECT_EQ(importer_->resume(admin_, id).error().code, ErrorCode::conflict);
}

TEST_P(ImportExchangeTest, OpenPagesHearOfEveryPortionAndOfTheEnd) {
  const auto page = notices_.subscribe(admin_.id);

  const ImportJob job = import("person", many_people(1100));

  std::vector<std::string> states;
  ASSERT_EQ(job.state, "done");
  for (bool over = false; !over;) {
    const auto events = page->next(10'000);
    ASSERT_TRUE(events && !events->empty());
    for (const http::Event& event : *events) {
      EXPECT_EQ(event.name, "import");
      const Json state = Json::parse(event.data);
      states.push_back(state["state"].get<std::string>() + " " + to_text(state["rows_read"]));
      over = over || state["state"] == "done";
    }
  }
  EXPECT_EQ(states,
            (std::vector<std::string>{"running 500", "running 1000", "running 1100", "done 1100"}));
}

TEST_P(ImportExchangeTest, AMappingIsSavedForItsSourceAndForFilesWithTheSameColumns) {
  ImportOptions options;
  options.mapping = {{"Kol 1", "name"}, {"Kol 2", "email"}};
  options.source = "Old system";
  ASSERT_EQ(import("person", "Kol 1;Kol 2\nAnna;anna@a.example\n", options).state, "done");

  const auto same_columns = importer_->preview(admin_, "person", "Kol 2;Kol 1\nx;y\n");
  const auto saved = importer_->mappings(admin_, "person").value();

  EXPECT_EQ((*same_columns)["mapped_by"], "saved");
  EXPECT_EQ((*same_columns)["mapping"]["Kol 2"], "email");
  ASSERT_EQ(saved.size(), 1U);
  EXPECT_EQ(saved[0].source, "Old system");
  ASSERT_TRUE(importer_->forget_mapping(admin_, "person", "Old system"));
  EXPECT_EQ((*importer_->preview(admin_, "person", "Kol 2;Kol 1\nx;y\n"))["mapped_by"],
            "suggested");
}

TEST_P(ImportExchangeTest, OrganisationsThatPointAtEachOtherAreRefusedOrKeptNeverLooped) {
  const Record a = make("organisation", {{"name", "A"}});
  const Record b = make("organisation", {{"name", "B"}});
  const std::string field = "x_parent";
  ASSERT_TRUE(desk_->add_field(admin_, "organisation",
                               {{"name", field},
                                {"type", "reference"},
                                {"entity", "organisation"},
                                {"labels", {{"en", "Parent"}}}}));
  ASSERT_TRUE(records_->update(admin_, "organisation", a.id, {}, {{field, b.id}}));
  ASSERT_TRUE(records_->update(admin_, "organisation", b.id, {}, {{field, a.id}}));

  // A circle holds itself: neither goes alone, and a merge closes it to one that points to itself.
  EXPECT_EQ(records_->remove(admin_, "organisation", a.id, {}).error().code, ErrorCode::conflict);
  const auto merged = records_->merge(admin_, "organisation", a.id, {b.id}, Json::object());
  ASSERT_TRUE(merged) << merged.error().message;
  EXPECT_EQ(merged->fields.value(field, ""), a.id);
  EXPECT_TRUE(records_->remove(admin_, "organisation", a.id, {}));
}

}  // namespace

}  // namespace kontor::host

#include "host/store/phone_words.hpp"
#include "host/store/record_tables.hpp"
#include "tests/integration/host/host_fixture.hpp"

namespace kontor::host {

namespace {

class RecordListTest : public testing::HostTest {
 protected:
  std::string names(const Result<RecordPage>& page) {
    std::string text;
    if (!page) return page.error().message;
    for (const Record& record : page->records) text += record.fields.value("name", "-") + "|";
    return text;
  }
  std::string search(const std::string& text) {
    return names(find("person", Json::array(), text, "name"));
  }
};
INSTANTIATE_TEST_SUITE_P(Databases, RecordListTest, testing::both_databases(),
                         testing::database_name);

TEST_P(RecordListTest, FindsPeopleByTheLastDigitsOfTheirNumber) {
  make("person", {{"name", "Anna"}, {"phone", "+7 912 345-67-89"}});
  make("person", {{"name", "Bo"}, {"phone", "345-67-89"}});
  make("person", {{"name", "Carin"}, {"phone", "+7 912 999-99-99"}});

  EXPECT_EQ(search("345-67-89"), "Anna|Bo|");
  EXPECT_EQ(search("8 (912) 345-67-89"), "Anna|");
  EXPECT_EQ(search("+7 912 345 67 89"), "Anna|");
  EXPECT_EQ(search("6789"), "Anna|Bo|");
  const Json by_phone =
      Json::array({{{"field", "phone"}, {"op", "eq"}, {"value", "+79123456789"}}});
  EXPECT_EQ(names(find("person", by_phone)), "Anna|");
}

TEST_P(RecordListTest, FindsPeopleByTheFirstDigitsOfTheirNumberAsOneTypes) {
  const Record anna = make("person", {{"name", "Anna"}, {"phone", "+7 912 345-67-89"}});
  make("person", {{"name", "Bo"}, {"phone", "+46 70 174 06 07"}});
  make("organisation", {{"name", "Acme"}, {"phone", "+46 8 123 45 67"}});

  for (const char* typed : {"+7912345", "+7 912 345-6", "7912345", "8912345", "8 (912) 345",
                            "912 345", "00 7 912 345", "+79123456789"})
    EXPECT_EQ(search(typed), "Anna|") << typed;
  for (const char* typed : {"+4670174", "+46 70 174 06", "0046 70174"})
    EXPECT_EQ(search(typed), "Bo|") << typed;
  EXPECT_EQ(find("organisation", Json::array(), "+4681234")->records.size(), 1U);
  EXPECT_EQ(search("+7912"), "") << "most of the numbers there are";
  ASSERT_TRUE(records_->update(admin_, "person", anna.id, {}, {{"phone", "+7 913 000-00-00"}}));
  EXPECT_EQ(search("+7912345"), "");
  EXPECT_EQ(search("8913000"), "Anna|");
}

// As a program from before these words left the database.
Status forget_phone_words(db::Session& session) {
  TRY(session.execute("UPDATE record_person SET search_text = lower(name)"));
  if (session.dialect() == db::Dialect::sqlite) {
    TRY(session.execute(
        "INSERT INTO record_person_search (record_person_search) VALUES ('delete-all')"));
    TRY(
        session.execute("INSERT INTO record_person_search (rowid, search_text) SELECT seq, "
                        "search_text FROM record_person WHERE deleted_at_ms IS NULL"));
  }
  TRY(session.execute("DELETE FROM company_setting WHERE name = 'phone_words'"));
  return ok();
}

TEST_P(RecordListTest, NumbersOfOlderRecordsAreFoundByTheirBeginningAfterAStart) {
  make("person", {{"name", "Anna"}, {"phone", "+7 912 345-67-89"}});
  make("person", {{"name", "Bo"}});
  ASSERT_TRUE(database_->transaction(
      [](db::Session& session) -> Status { return forget_phone_words(session); }));

  for (int starts = 0; starts < 2; ++starts) {
    auto again = Definitions::builtin().value();
    ASSERT_TRUE(prepare_database(*database_, *again));
  }

  EXPECT_EQ(search("+7912345"), "Anna|");
  EXPECT_EQ(search("bo"), "Bo|");
}

// A host that is killed in the middle: what was done stays done, and nothing is done twice.
TEST_P(RecordListTest, TheWordsOfOlderNumbersComeInPortionsAndGoOnAfterAKill) {
  std::string text = "Name;Phone\n";
  for (int i = 0; i < 2 * kPhoneWordRows + 10; ++i)
    text += "P" + std::to_string(i) + ";+7912" + std::to_string(3'000'000 + i) + "\n";
  import("person", text);
  ASSERT_TRUE(
      database_->transaction([](db::Session& session) { return forget_phone_words(session); }));
  const auto portion = [&](bool killed) {
    return database_->transaction([&](db::Session& session) -> Result<bool> {
      const bool more = TRY(add_some_phone_words(session, *definitions_->now()));
      if (killed) return Error{ErrorCode::unavailable, "killed"};
      return more;
    });
  };
  ASSERT_TRUE(portion(false).value());
  EXPECT_FALSE(portion(true));
  // A record of the part that is not done yet is written meanwhile.
  const Record late = find("person", Json::array(), "P1005")->records.at(0);
  ASSERT_TRUE(records_->update(admin_, "person", late.id, {}, {{"phone", "+79133000000"}}));

  auto again = Definitions::builtin().value();
  ASSERT_TRUE(prepare_database(*database_, *again));

  EXPECT_FALSE(portion(false).value());
  for (const char* name : {"P0", "P499", "P500", "P999", "P1000", "P1009"})
    EXPECT_EQ(find("person", Json::array(), name)->records.size(), 1U) << name;
  EXPECT_GT(find("person", Json::array(), "+7912300")->records.size(), 1U);
  EXPECT_EQ(search("+7913300"), "P1005|");
  const auto added = database_->read([&](db::Session& session) {
    return session.query_row(
        "SELECT COUNT(DISTINCT LENGTH(search_text) - LENGTH(name)) FROM record_person "
        "WHERE id <> $1",
        {late.id});
  });
  EXPECT_EQ(added.value()->integer(0), 1);
}

TEST_P(RecordListTest, SearchesByPrefixesWithoutRegardToCaseAndAccents) {
  make("person", {{"name", "\u00c5sa \u00d6berg"}, {"email", "asa@north.example"}});
  make("person", {{"name", "\u0416\u0434\u0430\u043d\u043e\u0432\u0430"}});

  EXPECT_EQ(search("OBER"), "\u00c5sa \u00d6berg|");
  EXPECT_EQ(search("\u00e5s nor"), "\u00c5sa \u00d6berg|");
  EXPECT_EQ(search("\u0436\u0434\u0410"), "\u0416\u0434\u0430\u043d\u043e\u0432\u0430|");
  EXPECT_EQ(search("nobody"), "");
  EXPECT_EQ(search("\"' OR 1=1 --"), "");
  EXPECT_EQ(search("%"), "");
}

TEST_P(RecordListTest, TheIndexFollowsChanges) {
  const Record person = make("person", {{"name", "Anna"}});
  ASSERT_TRUE(records_->update(admin_, "person", person.id, {}, {{"name", "Berta"}}));

  EXPECT_EQ(search("anna"), "");
  EXPECT_EQ(search("bert"), "Berta|");
}

TEST_P(RecordListTest, FiltersByEveryOp) {
  use_personal_field("birth_date");
  make("person", {{"name", "Anna"}, {"birth_date", "1953-03-10"}, {"role", "Chief"}});
  make("person", {{"name", "Bo"}, {"birth_date", "1980-01-01"}});
  const auto by = [this](const char* field, const char* op, Json value) {
    return names(find("person", Json::array({{{"field", field}, {"op", op}, {"value", value}}}), "",
                      "name"));
  };

  EXPECT_EQ(by("name", "eq", "Bo"), "Bo|");
  EXPECT_EQ(by("name", "ne", "Bo"), "Anna|");
  EXPECT_EQ(by("role", "ne", "Clerk"), "Anna|Bo|");
  EXPECT_EQ(by("birth_date", "lt", "1960-01-01"), "Anna|");
  EXPECT_EQ(by("birth_date", "ge", "1980-01-01"), "Bo|");
  EXPECT_EQ(by("name", "in", Json::array({"Bo", "Carin"})), "Bo|");
  EXPECT_EQ(by("name", "in", Json::array()), "");
  EXPECT_EQ(by("name", "prefix", "An"), "Anna|");
  EXPECT_EQ(by("name", "contains", "nn"), "Anna|");
  EXPECT_EQ(by("name", "contains", "%"), "");
  EXPECT_EQ(by("role", "is_null", true), "Bo|");
  EXPECT_EQ(by("created_at", "le", "2020-01-01"), "");
}

TEST_P(RecordListTest, PagesGiveEveryRecordOnceInAnyOrder) {
  use_personal_field("birth_date");
  for (int i = 0; i < 25; ++i) {
    Json fields{{"name", "Same"}, {"role", std::to_string(i)}};
    if (i % 2 == 0) fields["birth_date"] = "1980-01-" + std::to_string(10 + i % 3);
    make("person", fields);
  }

  for (const char* sort : {"", "name", "-name", "birth_date", "-birth_date", "created_at"}) {
    std::set<std::string> seen;
    std::string cursor;
    do {
      const auto page =
          records_->list(admin_, {.entity = "person", .sort = sort, .cursor = cursor, .limit = 7});
      ASSERT_TRUE(page) << sort;
      for (const Record& record : page->records) EXPECT_TRUE(seen.insert(record.id).second) << sort;
      cursor = page->next;
    } while (!cursor.empty());
    EXPECT_EQ(seen.size(), 25U) << sort;
  }
}

TEST_P(RecordListTest, RefusesForeignCursorsAndLimits) {
  EXPECT_FALSE(records_->list(admin_, {.entity = "person", .cursor = "x"}));
  EXPECT_FALSE(records_->list(admin_, {.entity = "person", .sort = "name", .cursor = "WyJhIl0"}));
  EXPECT_FALSE(records_->list(admin_, {.entity = "person", .limit = 0}));
  EXPECT_FALSE(records_->list(admin_, {.entity = "person", .limit = 501}));
  EXPECT_FALSE(records_->list(admin_, {.entity = "person", .sort = "nothing"}));
  EXPECT_FALSE(records_->list(admin_, {.entity = "unicorn"}));
}

}  // namespace

}  // namespace kontor::host

#include "host/app/duplicates.hpp"

#include <chrono>
#include <set>

#include "tests/integration/host/host_fixture.hpp"

namespace kontor::host {

namespace {

// Duplicates that are there already (R26).
class DuplicatesTest : public testing::HostTest {
 protected:
  // All groups, page by page, as "match: id id".
  std::multiset<std::string> all(const Principal& principal, const std::string& match = {},
                                 int limit = 50, const std::string& entity = "person") {
    std::multiset<std::string> groups;
    DuplicatesRequest request{.entity = entity, .match = match, .limit = limit};
    for (int pages = 0; pages < 1000; ++pages) {
      const auto page = find_duplicates(*records_, *database_, principal, request);
      EXPECT_TRUE(page) << page.error().message;
      if (!page) return groups;
      EXPECT_LE(page->groups.size(), static_cast<std::size_t>(limit));
      for (const DuplicateGroup& group : page->groups) {
        std::string line = group.match + ":";
        for (const Record& record : group.records) line += " " + record.id;
        groups.insert(line);
      }
      if (page->next.empty()) return groups;
      request.cursor = page->next;
    }
    ADD_FAILURE() << "it never ends";
    return groups;
  }
  std::string person(const Json& fields) {
    clock_.advance(1);
    return make("person", fields).id;
  }
  void many(int count, const std::string& mark) {
    std::string text = "Name;E-mail\n";
    for (int i = 0; i < count; ++i) {
      const std::string name = mark + std::to_string(i);
      text += name + ";" + name + "@a.example\n";
    }
    ASSERT_EQ(import("person", text).counts.created, count);
  }
};
INSTANTIATE_TEST_SUITE_P(Databases, DuplicatesTest, testing::both_databases(),
                         testing::database_name);

TEST_P(DuplicatesTest, R26GroupsAgreeByTheRulesOfAnImport) {
  const std::string acme = make("organisation", {{"name", "Acme"}}).id;
  const std::string by_mail = person({{"name", "Anna"}, {"email", "anna@a.example"}});
  const std::string mail_too = person({{"name", "A. Berg"}, {"email", "anna@a.example"}});
  const std::string by_phone = person({{"name", "Bo Ek"}, {"phone", "+46701740610"}});
  const std::string phone_too = person({{"name", "BO EK"}, {"phone", "+46 70 174 06 10"}});
  person({{"name", "Colleague"}, {"phone", "+46701740610"}});
  const std::string by_name = person({{"name", "Cy"}, {"organisation", acme}});
  const std::string name_too = person({{"name", "Cy"}, {"organisation", acme}});
  person({{"name", "Cy"}});
  const std::string with_mail =
      person({{"name", "Cy"}, {"organisation", acme}, {"email", "cy@a.example"}});
  person({{"name", "Cy"}, {"organisation", acme}, {"email", "other@a.example"}});
  person({{"name", "Di"}, {"email", "di@a.example"}, {"phone", "+46701740611"}});

  const std::multiset<std::string> expected{
      "email: " + by_mail + " " + mail_too,
      "phone and name: " + by_phone + " " + phone_too,
      "name and organisation: " + by_name + " " + name_too + " " + with_mail,
  };
  EXPECT_EQ(all(admin_), expected);
  EXPECT_EQ(all(admin_, "", 1), expected);
  EXPECT_EQ(all(admin_, "email"), (std::multiset<std::string>{*expected.begin()}));
  EXPECT_EQ(all(admin_, "phone").size(), 1U);
  make("organisation", {{"name", "Acme"}});
  EXPECT_EQ(all(admin_, "", 50, "organisation").size(), 1U);
}

TEST_P(DuplicatesTest, R26WhatAgreesTwiceIsToldOnceAndMergedIsGone) {
  const std::string one =
      person({{"name", "Anna"}, {"email", "anna@a.example"}, {"phone", "+46701740610"}});
  const std::string two =
      person({{"name", "Anna"}, {"email", "anna@a.example"}, {"phone", "+46701740610"}});
  ASSERT_EQ(all(admin_), (std::multiset<std::string>{"email: " + one + " " + two}));

  ASSERT_TRUE(records_->merge(admin_, "person", one, {two}, Json::object()));

  EXPECT_TRUE(all(admin_).empty());
}

TEST_P(DuplicatesTest, R30OneSeesWhatOneMayReadAndByWhatOneMayRead) {
  person({{"name", "Anna"}, {"email", "anna@a.example"}, {"phone", "+46701740610"}});
  person({{"name", "Anna"}, {"email", "anna@a.example"}, {"phone", "+46701740610"}});
  Rights no_mail;
  for (const char* field : {"name", "phone"}) no_mail.allow_field("person", Verb::read, field);
  Rights own;
  own.allow("person", Verb::read, Scope::own);
  Rights names;
  names.allow_field("person", Verb::read, "name");

  const auto seen = all(somebody(no_mail));
  ASSERT_EQ(seen.size(), 1U);
  EXPECT_TRUE(seen.begin()->starts_with("phone and name:"));
  EXPECT_TRUE(all(somebody(own)).empty());
  const auto refused = find_duplicates(*records_, *database_, somebody(names),
                                       {.entity = "person", .match = "email"});
  EXPECT_EQ(refused.error().code, ErrorCode::forbidden);
  EXPECT_EQ(find_duplicates(*records_, *database_, somebody({}), {.entity = "person"}).error().code,
            ErrorCode::forbidden);
}

TEST_P(DuplicatesTest, R26ACursorOfNowhereIsRefused) {
  for (const char* cursor : {"x", "7.", "0", "-1.a", "0.none"})
    EXPECT_FALSE(
        find_duplicates(*records_, *database_, admin_, {.entity = "person", .cursor = cursor}))
        << cursor;
}

// Twice as much per record would be a join of the table with itself.
TEST_P(DuplicatesTest, R26TheCostGrowsAsTheRecordsDo) {
  const auto fastest = [&] {
    double best_ms = 1e9;
    for (int round = 0; round < 3; ++round) {
      const auto begun = std::chrono::steady_clock::now();
      EXPECT_TRUE(all(admin_).empty());
      const std::chrono::duration<double, std::milli> took =
          std::chrono::steady_clock::now() - begun;
      best_ms = std::min(best_ms, took.count());
    }
    return best_ms;
  };
  many(3000, "a");
  const double few_ms = fastest();
  many(21'000, "b");

  EXPECT_LT(fastest(), 8 * 2 * few_ms + 20);
}

}  // namespace

}  // namespace kontor::host

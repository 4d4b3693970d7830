#include "host/store/text_search.hpp"
#include "tests/integration/host/host_fixture.hpp"

namespace kontor::host {

namespace {

class TextSearchTest : public testing::HostTest {
 protected:
  // As an import puts them: many at once.
  void put(int count, const std::string& name) {
    std::vector<Record> records;
    for (int i = 0; i < count; ++i) {
      Record& record = records.emplace_back();
      record.entity = "person";
      record.id = "p" + std::to_string(1'000'000 + ++made_);
      record.version = 1;
      record.fields = {{"name", name + " " + std::to_string(made_)},
                       {"phone", "+46700" + std::to_string(100'000 + made_)},
                       {"phone_entered", "0700" + std::to_string(100'000 + made_)}};
    }
    std::vector<const Record*> all;
    for (const Record& record : records) all.push_back(&record);
    ASSERT_TRUE(database_->transaction(
        [&](db::Session& session) { return records_->store().insert(session, "person", all); }));
  }
  // Numbers of all pages in their order.
  std::vector<int> found(const std::string& text, int limit) {
    std::vector<int> numbers;
    std::string cursor;
    do {
      const auto page = records_->list(
          admin_, {.entity = "person", .text = text, .cursor = cursor, .limit = limit});
      EXPECT_TRUE(page) << page.error().message;
      if (!page) break;
      for (const Record& record : page->records) {
        const std::string name = record.fields.at("name");
        numbers.push_back(std::stoi(name.substr(name.find(' ') + 1)));
      }
      cursor = page->next;
    } while (!cursor.empty());
    return numbers;
  }
  std::vector<int> from_to(int from, int to) {
    std::vector<int> numbers;
    for (int i = from; i >= to; --i) numbers.push_back(i);
    return numbers;
  }
  // The first page as it comes, without those behind.
  std::vector<int> first(const std::string& text, int limit) {
    const auto page =
        records_->list(admin_, {.entity = "person", .text = text, .limit = limit}).value();
    std::vector<int> numbers;
    for (const Record& record : page.records) {
      const std::string name = record.fields.at("name");
      numbers.push_back(std::stoi(name.substr(name.find(' ') + 1)));
    }
    return numbers;
  }
  int made_ = 0;
};
INSTANTIATE_TEST_SUITE_P(Databases, TextSearchTest, testing::both_databases(),
                         testing::database_name);

TEST_P(TextSearchTest, PagesGiveEachMatchOnceAndTheNewestFirst) {
  put(60, "Berg");
  put(30, "Strand");
  put(1, "Berg");
  std::vector<int> bergs = from_to(60, 1);
  bergs.insert(bergs.begin(), 91);

  EXPECT_EQ(found("ber", 7), bergs);
  EXPECT_EQ(found("str", 10), from_to(90, 61));
  EXPECT_EQ(found("700100091", 20), std::vector<int>{91});
  EXPECT_EQ(found("nobody", 20), std::vector<int>());
}

TEST_P(TextSearchTest, DeletedRecordsAreNotFoundAndTheirPagesStayWhole) {
  put(40, "Berg");
  for (int i = 1; i <= 40; i += 2)
    ASSERT_TRUE(records_->remove(admin_, "person", "p" + std::to_string(1'000'000 + i), {}));

  const std::vector<int> left = found("berg", 6);

  ASSERT_EQ(left.size(), 20U);
  EXPECT_TRUE(std::all_of(left.begin(), left.end(), [](int number) { return number % 2 == 0; }));
}

// The second such search walks back from the newest record instead of asking the index.
TEST_P(TextSearchTest, WhatManyHaveIsFoundAlikeEachTimeItIsSought) {
  put(static_cast<int>(kBroadFrom) + 100, "Berg");
  put(10, "Strand");

  for (int time = 0; time < 3; ++time) {
    EXPECT_EQ(first("ber", 5), from_to(5100, 5096)) << time;
    put(1, "Strand");
  }
  put(1, "Berg");

  EXPECT_EQ(first("ber", 2), (std::vector<int>{5114, 5100}));
}

TEST_P(TextSearchTest, TwoLettersFindTheNewestToo) {
  put(40, "Berg");
  put(3, "Strand");

  for (int time = 0; time < 3; ++time) {
    EXPECT_EQ(found("be", 30), from_to(40, 1)) << time;
    EXPECT_EQ(first("st", 30), from_to(43, 41)) << time;
  }
}

TEST_P(TextSearchTest, WhatManyHadLongAgoIsFoundBehindThoseWalked) {
  put(static_cast<int>(kBroadFrom), "Berg");
  put(10'050, "Strand");

  for (int time = 0; time < 4; ++time) EXPECT_EQ(first("ber", 3), from_to(5000, 4998)) << time;
}

// Until PostgreSQL knows the table it sorts all of it for every list.
TEST_P(TextSearchTest, TidyingAfterManyInsertsFindsTheSameAndTellsThePlannerOfThem) {
  put(2000, "Berg");

  using Tidying = RecordStore::Tidying;
  Result<bool> more = true;
  for (auto stage = Tidying::begin; more && *more; stage = Tidying::go_on) {
    more = database_->transaction(
        [&](db::Session& session) { return records_->store().tidy(session, "person", stage); });
  }

  ASSERT_TRUE(more) << more.error().message;
  EXPECT_EQ(found("ber", 500), from_to(2000, 1));
  if (database_->dialect() != db::Dialect::postgresql) return;
  const auto known = database_->read([](db::Session& session) {
    return session.query_row("SELECT reltuples FROM pg_class WHERE relname = 'record_person'");
  });
  EXPECT_EQ((*known)->integer(0), 2000);
}

// What one has seen widely decides nothing about what another may see.
TEST_P(TextSearchTest, OnesRightsHoldForABroadSearchToo) {
  put(static_cast<int>(kBroadFrom) + 100, "Berg");
  const auto all = [&] { return first("ber", 3).size(); };
  EXPECT_EQ(all() + all(), 6U);
  ASSERT_TRUE(directory_->put_role(
      admin_, "sellers",
      Json{{"records",
            {{"person", {{"read", Json::array({{{"scope", "own"}, {"fields", "*"}}})}}}}}}));
  const Principal seller = accounts_->act_as(add_user("s@kontor.example", "sellers")).value();

  const auto page = records_->list(seller, {.entity = "person", .text = "ber", .limit = 3});

  ASSERT_TRUE(page) << page.error().message;
  EXPECT_TRUE(page->records.empty());
}

}  // namespace

}  // namespace kontor::host

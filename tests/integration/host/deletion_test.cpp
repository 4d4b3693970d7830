#include "tests/integration/host/host_fixture.hpp"

namespace kontor::host {

namespace {

class DeletionTest : public testing::HostTest {
 protected:
  void note(const std::string& entity, const std::string& id, const std::string& summary) {
    clock_.advance(1000);
    ASSERT_TRUE(records_->add_to_timeline(
        admin_, {.subject_entity = entity, .subject = id, .kind = "note", .summary = summary}));
  }
  std::string timeline(const std::string& entity, const std::string& id) {
    std::string summaries;
    const auto page = records_->timeline(admin_, entity, id, "", 50);
    if (!page) return page.error().message;
    for (const Record& entry : page->records)
      summaries += entry.fields["summary"].get<std::string>() + "|";
    return summaries;
  }
  std::int64_t total(const std::string& entity) {
    return records_->list(admin_, {.entity = entity, .total = true})->total->count;
  }
};
INSTANTIATE_TEST_SUITE_P(Databases, DeletionTest, testing::both_databases(),
                         testing::database_name);

TEST_P(DeletionTest, ADeletedRecordComesBackWithItsHistoryAndIsFoundAgain) {
  const Record anna = make("person", {{"name", "Anna"}, {"phone", "+46701740610"}});
  note("person", anna.id, "met");
  ASSERT_TRUE(records_->remove(admin_, "person", anna.id, 1));
  EXPECT_TRUE(find("person", Json::array())->records.empty());
  EXPECT_TRUE(find("person", Json::array(), "anna")->records.empty());
  EXPECT_TRUE(find("activity", Json::array())->records.empty());
  EXPECT_EQ(total("person"), 0);
  const auto deleted = records_->list(admin_, {.entity = "person", .deleted = true});
  ASSERT_EQ(deleted->records.size(), 1U);
  EXPECT_TRUE(deleted->records[0].deleted_at_ms);

  const auto back = records_->restore(admin_, "person", anna.id);

  ASSERT_TRUE(back);
  EXPECT_EQ(back->version, 3);
  EXPECT_EQ(timeline("person", anna.id), "met|");
  EXPECT_EQ(find("person", Json::array(), "anna")->records.size(), 1U);
  EXPECT_EQ(find("person", Json::array(), "740610")->records.size(), 1U);
  EXPECT_EQ(total("person"), 1);
  EXPECT_TRUE(records_->restore(admin_, "person", anna.id));
  EXPECT_FALSE(records_->restore(admin_, "person", ids_.next()));
}

TEST_P(DeletionTest, PurgedIsGoneForGood) {
  const Record anna = make("person", {{"name", "Anna"}});
  note("person", anna.id, "met");
  ASSERT_TRUE(records_->remove(admin_, "person", anna.id, {}));

  ASSERT_TRUE(records_->purge(admin_, "person", anna.id));

  EXPECT_FALSE(records_->restore(admin_, "person", anna.id));
  EXPECT_TRUE(records_->list(admin_, {.entity = "activity", .deleted = true})->records.empty());
  EXPECT_EQ(total("person"), 0);
}

TEST_P(DeletionTest, MergingKeepsBothHistoriesAndEveryReference) {
  const Record anna = make("person", {{"name", "Anna"}, {"email", "anna@one.example"}});
  const Record double_ =
      make("person", {{"name", "Anna B"}, {"phone", "+46701740610"}, {"role", "Chief"}});
  const Record deal = make("deal", {{"title", "D"}, {"person", double_.id}});
  note("person", anna.id, "first");
  note("person", double_.id, "second");
  note("person", anna.id, "third");

  const auto merged = records_->merge(admin_, "person", anna.id, {double_.id}, Json::object());

  ASSERT_TRUE(merged) << merged.error().message;
  EXPECT_EQ(merged->fields["name"], "Anna");
  EXPECT_EQ(merged->fields["phone"], "+46701740610");
  EXPECT_EQ(merged->fields["role"], "Chief");
  EXPECT_EQ(timeline("person", anna.id), "third|second|first|");
  EXPECT_EQ(records_->get(admin_, "deal", deal.id)->fields["person"], anna.id);
  const auto gone = records_->get(admin_, "person", double_.id);
  EXPECT_EQ(gone.error().code, ErrorCode::not_found);
  EXPECT_NE(gone.error().detail.find(anna.id), std::string::npos);
  EXPECT_FALSE(records_->restore(admin_, "person", double_.id));
  EXPECT_EQ(total("person"), 1);

  const auto again = records_->merge(admin_, "person", anna.id, {double_.id}, Json::object());
  ASSERT_TRUE(again);
  EXPECT_EQ(again->version, merged->version);
  EXPECT_TRUE(AuditLog::verify(*database_));
}

TEST_P(DeletionTest, RecordsThatReferToEachOtherInACircleAreMergedAndKept) {
  ASSERT_TRUE(desk_->add_field(admin_, "person",
                               {{"name", "x_boss"},
                                {"type", "reference"},
                                {"labels", {{"en", "Boss"}}},
                                {"entity", "person"}}));
  const Record anna = make("person", {{"name", "Anna"}});
  const Record bo = make("person", {{"name", "Bo"}, {"x_boss", anna.id}});
  ASSERT_TRUE(records_->update(admin_, "person", anna.id, {}, {{"x_boss", bo.id}}));
  EXPECT_FALSE(records_->remove(admin_, "person", anna.id, {}));
  EXPECT_FALSE(records_->purge(admin_, "person", bo.id));

  ASSERT_TRUE(records_->merge(admin_, "person", anna.id, {bo.id}, Json::object()));

  EXPECT_EQ(records_->get(admin_, "person", anna.id)->fields["x_boss"], anna.id);
  EXPECT_EQ(total("person"), 1);
  EXPECT_TRUE(records_->remove(admin_, "person", anna.id, {}));
}

TEST_P(DeletionTest, WhatCannotBeMergedIsRefusedAndNothingChanges) {
  const Record anna = make("person", {{"name", "Anna"}});
  const Record bo = make("person", {{"name", "Bo"}});
  const auto merge = [&](std::vector<std::string> others) {
    return records_->merge(admin_, "person", anna.id, others, Json::object());
  };

  EXPECT_FALSE(merge({anna.id}));
  EXPECT_FALSE(merge({}));
  EXPECT_FALSE(merge({bo.id, bo.id}));
  EXPECT_FALSE(merge({bo.id, ids_.next()}));
  EXPECT_TRUE(records_->get(admin_, "person", bo.id));
  Rights rights;
  rights.allow("person", Verb::update);
  EXPECT_FALSE(records_->merge(somebody(rights), "person", anna.id, {bo.id}, Json::object()));
}

TEST_P(DeletionTest, TotalsAreExactAndBeyondALimitSaidToBeEstimates) {
  for (int i = 0; i < 7; ++i) make("person", {{"name", "Same"}, {"role", std::to_string(i % 2)}});

  const auto some =
      records_->list(admin_, {.entity = "person",
                              .filter = {{{"field", "role"}, {"op", "eq"}, {"value", "1"}}},
                              .limit = 1,
                              .total = true});

  EXPECT_EQ(some->records.size(), 1U);
  EXPECT_EQ(some->total->count, 3);
  EXPECT_TRUE(some->total->exact);
  EXPECT_EQ(total("person"), 7);
}

TEST_P(DeletionTest, BeyondTheLimitATotalIsEstimatedAndSaysSo) {
  const std::int64_t count = 3 * kCountedMax;
  ASSERT_TRUE(database_->transaction([&](db::Session& session) -> Status {
    std::vector<std::vector<db::Value>> rows;
    for (std::int64_t i = 0; i < count; ++i) {
      rows.push_back({ids_.next(), std::int64_t{1}, clock_.now_ms(), clock_.now_ms(),
                      std::string("{}"), std::string("same"), std::string("Same"),
                      std::string(i % 3 == 0 ? "rare" : "common")});
    }
    return session.insert_rows(
        "record_person",
        {"id", "version", "created_at_ms", "updated_at_ms", "extra", "search_text", "name", "role"},
        rows);
  }));

  const auto common =
      records_->list(admin_, {.entity = "person",
                              .filter = {{{"field", "role"}, {"op", "eq"}, {"value", "common"}}},
                              .total = true});
  const auto rare =
      records_->list(admin_, {.entity = "person",
                              .filter = {{{"field", "role"}, {"op", "eq"}, {"value", "rare"}}},
                              .total = true});

  EXPECT_FALSE(common->total->exact);
  EXPECT_NEAR(static_cast<double>(common->total->count), 2.0 * kCountedMax, 0.1 * kCountedMax);
  EXPECT_TRUE(rare->total->exact);
  EXPECT_EQ(rare->total->count, kCountedMax);
}

}  // namespace

}  // namespace kontor::host

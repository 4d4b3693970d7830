#include "host/gdpr/bin.hpp"

#include "host/gdpr/erasure_desk.hpp"
#include "tests/integration/host/host_fixture.hpp"

namespace kontor::host {

namespace {

constexpr std::int64_t kBinTestDayMs = 86'400'000;

// Deleted records are kept for a while, and then they are gone (R54).
class BinTest : public testing::HostTest {
 protected:
  Record deleted(const std::string& entity, const Json& fields) {
    const Record record = make(entity, fields);
    EXPECT_TRUE(records_->remove(admin_, entity, record.id, {}));
    return record;
  }
  bool is_there(const Record& record) {
    return records_->restore(admin_, record.entity, record.id).operator bool();
  }
  std::int64_t purges() {
    const auto row = database_->read([](db::Session& session) {
      return session.query_row("SELECT COUNT(*) FROM audit_entry WHERE action = 'purge'");
    });
    return row.value()->integer(0);
  }

  Bin bin_{{*database_, *records_, clock_, nullptr}};
};
INSTANTIATE_TEST_SUITE_P(Databases, BinTest, testing::both_databases(), testing::database_name);

TEST_P(BinTest, R54WhatLiesThereFor30DaysGoesForGoodAndIsAudited) {
  const Record old = deleted("person", {{"name", "Old"}});
  const Record living = make("person", {{"name", "Living"}});
  clock_.advance(29 * kBinTestDayMs);
  const Record fresh = deleted("person", {{"name", "Fresh"}});
  ASSERT_TRUE(bin_.step());
  EXPECT_EQ(purges(), 0);
  clock_.advance(2 * kBinTestDayMs);

  ASSERT_TRUE(bin_.step());

  EXPECT_FALSE(is_there(old));
  EXPECT_TRUE(is_there(fresh));
  EXPECT_TRUE(records_->get(admin_, "person", living.id));
  EXPECT_EQ(purges(), 1);
  ASSERT_TRUE(AuditLog::verify(*database_));
}

TEST_P(BinTest, R54WhatIsAboutSomebodyUnderAHoldStays) {
  ErasureDesk desk({*database_, *records_, *outbox_, clock_, ids_, tombstones_, nullptr,
                    crypto::SigningKey::generate(), folder_});
  const Record anna = make("person", {{"name", "Anna"}});
  const auto hold = desk.hold(admin_, anna.id, "a claim", {});
  ASSERT_TRUE(hold);
  const Record deal = deleted("deal", {{"title", "Hers"}, {"person", anna.id}});
  ASSERT_TRUE(records_->remove(admin_, "person", anna.id, {}));
  clock_.advance(40 * kBinTestDayMs);
  ASSERT_TRUE(bin_.step());
  EXPECT_EQ(bin_.purge(admin_, "person", anna.id).error().code, ErrorCode::conflict);
  EXPECT_EQ(purges(), 0);
  ASSERT_TRUE(desk.lift_hold(admin_, hold->id));
  clock_.advance(kBinTestDayMs);

  ASSERT_TRUE(bin_.step());

  EXPECT_FALSE(is_there(deal));
  EXPECT_FALSE(is_there(anna));
}

TEST_P(BinTest, R54ForHowLongIsASetting) {
  const Record record = deleted("product", {{"name", "Hammer"}, {"number", "7"}});
  ASSERT_TRUE(bin_.set_keep_days(admin_, 0));
  clock_.advance(400 * kBinTestDayMs);
  ASSERT_TRUE(bin_.step());
  EXPECT_EQ(purges(), 0);
  EXPECT_FALSE(bin_.set_keep_days(admin_, -1));
  EXPECT_FALSE(bin_.set_keep_days(somebody({}), 7));
  ASSERT_TRUE(bin_.set_keep_days(admin_, 7));
  EXPECT_EQ(bin_.keep_days().value(), 7);

  ASSERT_TRUE(bin_.step());

  EXPECT_FALSE(is_there(record));
}

TEST_P(BinTest, R54ADeletedRecordGoesAtOnceWithTheRightToDoIt) {
  const Record record = make("person", {{"name", "Anna"}});
  EXPECT_EQ(bin_.purge(admin_, "person", record.id).error().code, ErrorCode::conflict);
  ASSERT_TRUE(records_->remove(admin_, "person", record.id, {}));
  Rights writer;
  for (const Verb verb : {Verb::read, Verb::remove}) writer.allow("*", verb);
  EXPECT_EQ(bin_.purge(somebody(writer), "person", record.id).error().code, ErrorCode::forbidden);

  ASSERT_TRUE(bin_.purge(admin_, "person", record.id));

  EXPECT_FALSE(is_there(record));
  EXPECT_EQ(bin_.purge(admin_, "person", record.id).error().code, ErrorCode::not_found);
  EXPECT_EQ(purges(), 1);
}

}  // namespace

}  // namespace kontor::host

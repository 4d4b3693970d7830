#include "host/access/audit_log.hpp"

#include "tests/integration/host/host_fixture.hpp"

namespace kontor::host {

namespace {

class AuditLogTest : public testing::HostTest {
 protected:
  void tamper(const char* sql) {
    ASSERT_TRUE(database_->transaction([&](db::Session& session) { return session.execute(sql); }));
  }
};
INSTANTIATE_TEST_SUITE_P(Databases, AuditLogTest, testing::both_databases(),
                         testing::database_name);

TEST_P(AuditLogTest, EveryWriteIsAnEntryWithoutValues) {
  const Record person = make("person", {{"name", "Anna"}, {"email", "a@b.example"}});
  ASSERT_TRUE(records_->update(admin_, "person", person.id, {}, {{"name", "Berta"}}));
  ASSERT_TRUE(records_->remove(admin_, "person", person.id, {}));

  const auto rows = database_->read([&](db::Session& session) {
    return session.query(
        "SELECT action, actor, detail FROM audit_entry WHERE record_id = $1 ORDER BY sequence",
        {person.id});
  });

  ASSERT_TRUE(rows);
  ASSERT_EQ(rows->size(), 3U);
  EXPECT_EQ((*rows)[0].text(0), "create");
  EXPECT_EQ((*rows)[1].text(2), R"({"fields":["name"]})");
  EXPECT_EQ((*rows)[2].text(0), "delete");
  EXPECT_EQ((*rows)[2].text(1), admin_.id);
  EXPECT_TRUE(AuditLog::verify(*database_));
}

TEST_P(AuditLogTest, AChangedEntryBreaksTheChain) {
  make("person", {{"name", "Anna"}});
  tamper("UPDATE audit_entry SET actor = 'somebody' WHERE sequence = 1");

  const auto verified = AuditLog::verify(*database_);

  ASSERT_FALSE(verified);
  EXPECT_EQ(verified.error().code, ErrorCode::untrusted);
  EXPECT_NE(verified.error().message.find("entry 1"), std::string::npos);
}

TEST_P(AuditLogTest, ARemovedEntryBreaksTheChain) {
  make("person", {{"name", "Anna"}});
  make("person", {{"name", "Bo"}});
  tamper("DELETE FROM audit_entry WHERE sequence = 1");

  EXPECT_FALSE(AuditLog::verify(*database_));
}

}  // namespace

}  // namespace kontor::host

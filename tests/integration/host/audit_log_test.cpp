#include <set>

#include "host/access/audit_log.hpp"

#include "host/access/audit_link.hpp"
#include "host/app/bulk_reads.hpp"
#include "host/app/reports.hpp"

#include "tests/integration/host/host_fixture.hpp"

namespace kontor::host {

namespace {

class AuditLogTest : public testing::HostTest {
 protected:
  // What the older form of hash gives for the entry of the test below.
  static std::string older_hash() {
    return AuditLink{1, 5, "user", "a", "create", "person", "p", "{}", "", ""}.hash_after("");
  }
  void tamper(const std::string& sql) {
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

TEST_P(AuditLogTest, APersonIsForgottenAndTheChainStillHolds) {
  const Record anna = make("person", {{"name", "Anna"}});
  make("person", {{"name", "Bo"}});
  const auto forgotten = database_->transaction([&](db::Session& session) {
    return AuditLog(clock_).erase(session, {"user", admin_.id}, anna.id);
  });
  ASSERT_TRUE(forgotten);
  EXPECT_EQ(*forgotten, 1);

  const auto head = AuditLog::inspect(*database_);

  ASSERT_TRUE(head) << head.error().message;
  EXPECT_EQ(head->erased, 1);
  const auto left = database_->read([&](db::Session& session) {
    return session.query("SELECT sequence FROM audit_entry WHERE record_id = $1 OR detail LIKE $2",
                         {anna.id, "%" + anna.id + "%"});
  });
  ASSERT_TRUE(left);
  EXPECT_TRUE(left->empty());
}

TEST_P(AuditLogTest, ContentThatIsGoneWithoutAWordBreaksTheChain) {
  make("person", {{"name", "Anna"}});
  tamper(
      "UPDATE audit_entry SET salt = '', record_id = '', detail = '', erased = 1 "
      "WHERE sequence = 1");

  EXPECT_FALSE(AuditLog::verify(*database_));
}

TEST_P(AuditLogTest, AForgottenEntryCannotBeFilledAnew) {
  const Record anna = make("person", {{"name", "Anna"}});
  ASSERT_TRUE(database_->transaction([&](db::Session& session) {
    return AuditLog(clock_).erase(session, {"user", admin_.id}, anna.id);
  }));
  tamper("UPDATE audit_entry SET record_id = 'other' WHERE sequence = 1");

  EXPECT_FALSE(AuditLog::verify(*database_));
}

TEST_P(AuditLogTest, EntriesFromBeforeCommitmentsStillHold) {
  // The first entry of a chain of the older kind, with the hash it had.
  tamper(
      "INSERT INTO audit_entry (sequence, at_ms, actor_kind, actor, action, entity, record_id, "
      "detail, hash) VALUES (1, 5, 'user', 'a', 'create', 'person', 'p', '{}', "
      "'" +
      older_hash() + "')");
  tamper("UPDATE chain_head SET sequence = 1, hash = '" + older_hash() + "' WHERE name = 'audit'");
  make("person", {{"name", "Anna"}});

  EXPECT_TRUE(AuditLog::verify(*database_));
  tamper("UPDATE audit_entry SET actor = 'b' WHERE sequence = 1");
  EXPECT_FALSE(AuditLog::verify(*database_));
}

TEST_P(AuditLogTest, ReadingManyRecordsIsLoggedAndTheMassOfThemAlerts) {
  BulkReads reads({*database_, clock_, *outbox_}, {.log_every = 3, .alert_at = 5});
  records_->attach(reads);
  for (const char* name : {"A", "B", "C"}) make("person", {{"name", name}});
  const std::int64_t before = outbox_->last_sequence().value();

  for (int i = 0; i < 4; ++i) ASSERT_TRUE(records_->list(admin_, {.entity = "person"}));

  const auto logged = list_audit(*database_, {.action = "read.bulk"});
  const auto alerts = list_audit(*database_, {.action = "alert.mass-read"});
  ASSERT_TRUE(logged);
  ASSERT_TRUE(alerts);
  EXPECT_EQ(logged->size(), 4U);
  ASSERT_EQ(alerts->size(), 1U);
  EXPECT_EQ((*alerts)[0]["actor"]["id"], admin_.id);
  EXPECT_EQ(outbox_->read_after(before, 10, {"security.mass_read"})->size(), 1U);

  clock_.advance(BulkReads::kDayMs + 1);
  for (int i = 0; i < 2; ++i) ASSERT_TRUE(records_->list(admin_, {.entity = "person"}));
  EXPECT_EQ(list_audit(*database_, {.action = "alert.mass-read"})->size(), 2U);
}

TEST_P(AuditLogTest, RecordsReadOneByOneOrAsGroupsOfAFigureCountAsWell) {
  BulkReads reads({*database_, clock_, *outbox_}, {.log_every = 3, .alert_at = 5});
  records_->attach(reads);
  std::vector<std::string> ids;
  for (const char* name : {"A", "B", "C"})
    ids.push_back(make("person", {{"name", name}, {"source", "fair"}}).id);
  const auto entries = [&](const char* action) {
    const Json listed = list_audit(*database_, {.action = action}).value();
    return listed.size();
  };
  const Json count = Json::array({{{"function", "count"}}});

  for (const std::string& id : ids) ASSERT_TRUE(records_->get(admin_, "person", id));
  EXPECT_EQ(entries("read.bulk"), 1U) << "a loop over ids";
  ASSERT_TRUE(records_->aggregate(
      admin_, "person", {{"group_by", {"source", "created_at:day"}}, {"measures", count}}));
  EXPECT_EQ(entries("alert.mass-read"), 0U) << "how many came from where tells of nobody";
  ASSERT_TRUE(records_->aggregate(admin_, "person",
                                  {{"group_by", {"name", "email"}}, {"measures", count}}));
  EXPECT_EQ(entries("read.bulk"), 2U);
  EXPECT_EQ(entries("alert.mass-read"), 1U);

  const Principal clerk = accounts_->act_as(add_user("clerk@kontor.example", "reader")).value();
  Reports reports(*records_, *accounts_, clock_);
  const Json report{{"of", "person"}, {"groups", {"name"}}, {"measures", count}};
  ASSERT_TRUE(reports.run(clerk, report));
  EXPECT_EQ(entries("read.bulk"), 3U) << "and once, not for its totals";
  ASSERT_TRUE(reports.run(clerk, report, Reports::Show::nothing));
  EXPECT_EQ(entries("alert.mass-read"), 1U);
}

TEST_P(AuditLogTest, AMassReadIsToldToWhoeverMayReadTheAuditLog) {
  BulkReads reads({*database_, clock_, *outbox_, accounts_.get(), &ids_},
                  {.log_every = 3, .alert_at = 2});
  const std::string seller = add_user("seller@kontor.example", "sales");
  const Principal thief = accounts_->act_as(seller).value();
  const auto unread = [&](const std::string& user) {
    return database_
        ->read([&](db::Session& session) { return UserNoticeStore::unread(session, user, 10); })
        .value();
  };

  for (int i = 0; i < 3; ++i) ASSERT_TRUE(reads.read(thief, "person", 1));

  const auto told = unread(admin_.id);
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(told[0].kind, "security.mass_read");
  EXPECT_EQ(told[0].entity, "person");
  EXPECT_EQ(told[0].body["records"], 2);
  EXPECT_EQ(told[0].body["by"], thief.name);
  EXPECT_TRUE(unread(seller).empty());
}

TEST_P(AuditLogTest, FiguresThatArePeopleAreAnExportBeyondAPage) {
  std::string file = "name\n";
  for (int i = 0; i <= kListLimitMax; ++i) file += "P" + std::to_string(i) + "\n";
  ASSERT_EQ(import("person", file).counts.created, kListLimitMax + 1);
  const Principal reader = accounts_->act_as(add_user("reader@kontor.example", "reader")).value();
  const auto ask = [&](const Principal& principal, const Json& filter) {
    return records_->aggregate(
        principal, "person",
        {{"filter", filter}, {"group_by", {"name"}}, {"measures", {{{"function", "count"}}}}});
  };

  const auto refused = ask(reader, Json::array());

  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::forbidden);
  EXPECT_NE(refused.error().message.find("exports.run"), std::string::npos);
  EXPECT_TRUE(ask(admin_, Json::array()));
  const auto fewer = ask(reader, {{{"field", "name"}, {"op", "prefix"}, {"value", "P1"}}});
  ASSERT_TRUE(fewer) << fewer.error().message;
  EXPECT_GT(fewer->size(), 100U);
}

TEST_P(AuditLogTest, WhoLookedAtAPersonIsAnEntryOnceAnHourWithTheFieldsThatWereShown) {
  PersonReads reads({*database_, records_->store(), clock_});
  records_->attach(reads);
  const Record anna = make("person", {{"name", "Anna"}, {"email", "anna@example.test"}});
  const Record bo = make("person", {{"name", "Bo"}, {"email", "bo@example.test"}});
  const Record acme = make("product", {{"name", "Thing"}});
  Rights narrow;
  narrow.allow_field("person", Verb::read, "name");
  const Principal clerk = somebody(narrow);

  for (int i = 0; i < 3; ++i) ASSERT_TRUE(records_->get(admin_, "person", anna.id));
  ASSERT_TRUE(records_->get(clerk, "person", anna.id));
  ASSERT_TRUE(records_->get(admin_, "person", bo.id));
  ASSERT_TRUE(records_->get(admin_, "product", acme.id));
  ASSERT_TRUE(records_->get(Principal::system(), "person", bo.id));
  ASSERT_TRUE(records_->purge(admin_, "person", bo.id));  // Gone before it is written.
  ASSERT_TRUE(reads.write());

  const Json entries = list_audit(*database_, {.action = "read"}).value();
  ASSERT_EQ(entries.size(), 2U) << entries;
  for (const Json& entry : entries) {
    EXPECT_EQ(entry["record"], anna.id);
    const bool by_admin = entry["actor"]["id"] == admin_.id;
    const std::set<std::string> fields = entry["detail"]["fields"];
    EXPECT_EQ(fields.contains("email"), by_admin);
    EXPECT_TRUE(fields.contains("name"));
  }
  clock_.advance(PersonReads::kOnceMs + 1);
  ASSERT_TRUE(records_->get(admin_, "person", anna.id));
  ASSERT_TRUE(reads.write());
  EXPECT_EQ(list_audit(*database_, {.action = "read"})->size(), 3U);
  EXPECT_TRUE(AuditLog::verify(*database_));
}

TEST_P(AuditLogTest, AnExportIsAnEntryWhateverItsSize) {
  BulkReads reads({*database_, clock_, *outbox_}, {.log_every = 3, .alert_at = 5});

  ASSERT_TRUE(reads.exported(admin_, "person", 1, "csv"));
  ASSERT_TRUE(reads.exported(admin_, "person", 9, "xlsx"));

  const auto entries = list_audit(*database_, {.action = "export"});
  ASSERT_EQ(entries->size(), 2U);
  EXPECT_EQ((*entries)[0]["detail"]["records"], 9);
  EXPECT_EQ(list_audit(*database_, {.action = "alert.mass-read"})->size(), 1U);
}

}  // namespace

}  // namespace kontor::host

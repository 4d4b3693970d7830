#include "licensing/seats/license_log.hpp"

#include <algorithm>

#include "base/core/bytes.hpp"
#include "licensing/seats/denials.hpp"
#include "licensing/seats/license_log_audit.hpp"
#include "licensing/seats/schema.hpp"
#include "licensing/seats/usage.hpp"
#include "tests/support/either_database.hpp"

namespace kontor::licensing {

namespace {

constexpr TimeMs kDay = TimeMs{24} * 3600 * 1000;
constexpr TimeMs kMonday = 20'000 * kDay;
const std::string kSealKey = "a key that is not in the database";

}  // namespace

class LicenseLogTest : public testing::EitherDatabase {
 protected:
  LicenseLogTest() { EXPECT_TRUE(db::migrate(*database_, "licensing", seat_migrations())); }

  static LogEntry entry(LogKind kind, TimeMs at_ms, const std::string& lease = "lease") {
    return {.kind = kind, .at_ms = at_ms, .license_id = "licence", .lease_id = lease};
  }

  LicenseLog opened(std::int64_t chain) {
    LicenseLog log(chain, kSealKey);
    EXPECT_TRUE(database_->transaction([&](db::Session& s) { return log.open(s, kMonday); }));
    return log;
  }

  void append(LicenseLog& log, const std::vector<LogEntry>& entries) {
    const Status done =
        database_->transaction([&](db::Session& s) { return log.append(s, entries); });
    EXPECT_TRUE(done) << done.error().message;
  }

  // Ten entries: number 1 opens, 2 to 10 grant.
  LicenseLog ten_entries(std::int64_t chain) {
    LicenseLog log = opened(chain);
    for (int i = 2; i <= 10; ++i) {
      append(log, {entry(LogKind::granted, kMonday, "lease " + std::to_string(i))});
    }
    return log;
  }

  void tamper(const std::string& sql) {
    const auto done = database_->transaction([&](db::Session& s) { return s.execute(sql); });
    ASSERT_TRUE(done) << done.error().message;
  }

  LogAudit audit(const std::vector<LogAnchor>& kept = {}) {
    auto audited = audit_license_log(*database_, kSealKey, kept);
    EXPECT_TRUE(audited) << audited.error().message;
    return audited ? std::move(*audited) : LogAudit();
  }

  // "code chain/number" of each finding.
  std::vector<std::string> findings(const std::vector<LogAnchor>& kept = {}) {
    std::vector<std::string> found;
    for (const LogFinding& finding : audit(kept).findings) {
      found.push_back(finding.code + " " + std::to_string(finding.chain) + "/" +
                      std::to_string(finding.number));
    }
    return found;
  }

  std::vector<DayUsage> report(TimeMs from_ms, TimeMs to_ms) {
    auto days = database_->read(
        [&](db::Session& s) { return usage(s, {.from_ms = from_ms, .to_ms = to_ms}); });
    EXPECT_TRUE(days) << days.error().message;
    return days ? std::move(*days) : std::vector<DayUsage>();
  }
};

using Found = std::vector<std::string>;

// Computed by another program (Python's hashlib) from licensing/seats/log_format.md.
TEST(LicenseLogVector, IsTheDocumentedBytes) {
  LoggedEntry first{.chain = 7,
                    .number = 1,
                    .kind = "opened",
                    .moved = 0,
                    .entry = {.kind = LogKind::opened, .at_ms = 1'728'000'000'000},
                    .hash = {}};
  LoggedEntry second = first;
  second.number = 2;
  second.kind = "granted";
  second.moved = 1;
  second.entry = {.kind = LogKind::granted,
                  .at_ms = 1'728'000'000'001,
                  .license_id = "licence",
                  .lease_id = "lease",
                  .subject = "anna",
                  .feature = "export"};

  const std::string after_first = log_hash(std::string(32, '\0'), first);
  const std::string after_second = log_hash(after_first, second);

  EXPECT_EQ(hex_encode(after_first),
            "9facb5af07153b25bf42af3ba6585a311a860cdae1ebf16686fb03efb395513c");
  EXPECT_EQ(hex_encode(after_second),
            "b00ea89efc1fba7b948ddb328823d6817cb48ef709259ae39c55266b1ba921f3");
  EXPECT_EQ(log_seal("key", {.chain = 7, .number = 2, .hash = hex_encode(after_second)}),
            "4a42eada3ef71ecab132709dfeae9524e917ec7200b22e016d22dde252aed4e0");
}

INSTANTIATE_TEST_SUITE_P(Databases, LicenseLogTest, testing::both_databases(),
                         testing::database_name);

TEST_P(LicenseLogTest, AnUntouchedLogIsWhole) {
  ten_entries(1);
  LicenseLog second = ten_entries(2);
  append(second, {entry(LogKind::released, kMonday), entry(LogKind::expired, kMonday)});

  const LogAudit audited = audit();

  EXPECT_TRUE(audited.whole());
  EXPECT_EQ(audited.entries, 22);
  ASSERT_EQ(audited.anchors.size(), 2u);
  EXPECT_EQ(audited.anchors.back().number, 12);
}

TEST_P(LicenseLogTest, AChangedEntryIsNamed) {
  ten_entries(1);
  tamper("UPDATE seat_log SET subject = 'another' WHERE number = 4");

  EXPECT_EQ(findings(), (Found{"changed 1/4"}));
}

TEST_P(LicenseLogTest, AMissingEntryIsNamed) {
  ten_entries(1);
  tamper("DELETE FROM seat_log WHERE number IN (4, 5)");

  EXPECT_EQ(findings(), (Found{"missing 1/4"}));
}

TEST_P(LicenseLogTest, SwappedEntriesAreNamed) {
  ten_entries(1);
  tamper("UPDATE seat_log SET number = 100 WHERE number = 4");
  tamper("UPDATE seat_log SET number = 4 WHERE number = 6");
  tamper("UPDATE seat_log SET number = 6 WHERE number = 100");

  const Found found = findings();

  ASSERT_GE(found.size(), 2u);
  EXPECT_EQ(found[0], "changed 1/4");
  EXPECT_NE(std::find(found.begin(), found.end(), "changed 1/6"), found.end());
}

TEST_P(LicenseLogTest, ACutEndIsNamed) {
  ten_entries(1);
  tamper("DELETE FROM seat_log WHERE number > 7");

  EXPECT_EQ(findings(), (Found{"truncated 1/8"}));
}

TEST_P(LicenseLogTest, AnEndThatIsMadeToFitIsNotSealed) {
  ten_entries(1);
  tamper("DELETE FROM seat_log WHERE number > 7");
  tamper(
      "UPDATE seat_log_head SET number = 7, hash = "
      "(SELECT hash FROM seat_log WHERE chain = 1 AND number = 7)");

  EXPECT_EQ(findings(), (Found{"rewritten 1/7"}));
}

TEST_P(LicenseLogTest, ALogPutBackToAnOlderStateIsFoundByAnAnchorKeptElsewhere) {
  LicenseLog log = opened(1);
  append(log, {entry(LogKind::granted, kMonday)});
  tamper("CREATE TABLE yesterday AS SELECT * FROM seat_log_head");
  append(log, {entry(LogKind::granted, kMonday), entry(LogKind::granted, kMonday)});
  const std::vector<LogAnchor> kept = audit().anchors;
  tamper("DELETE FROM seat_log WHERE number > 2");
  tamper("DELETE FROM seat_log_head");
  tamper("INSERT INTO seat_log_head SELECT * FROM yesterday");

  EXPECT_EQ(findings(), Found{});
  EXPECT_EQ(findings(kept), (Found{"truncated 1/4"}));
}

TEST_P(LicenseLogTest, AChainThatIsGoneIsNamedByTheNext) {
  ten_entries(1);
  ten_entries(2);
  tamper("DELETE FROM seat_log WHERE chain = 1");
  tamper("DELETE FROM seat_log_head WHERE chain = 1");

  EXPECT_EQ(findings(), (Found{"chain-missing 1/0"}));
}

TEST_P(LicenseLogTest, AChangeThatIsRolledBackLeavesNoEntry) {
  LicenseLog log = opened(1);
  const Status failed = database_->transaction([&](db::Session& s) -> Status {
    TRY(log.append(s, std::vector{entry(LogKind::granted, kMonday)}));
    return Error{ErrorCode::conflict, "changed our mind"};
  });

  EXPECT_FALSE(failed);
  EXPECT_EQ(audit().entries, 1);
  EXPECT_TRUE(audit().whole());
}

TEST_P(LicenseLogTest, UsageShowsPeakGrantsAndDenialsOfEachDay) {
  LicenseLog log = opened(1);
  append(log,
         {entry(LogKind::granted, kMonday + 1, "a"), entry(LogKind::granted, kMonday + 2, "b"),
          entry(LogKind::released, kMonday + 3, "b"), entry(LogKind::granted, kMonday + 4, "c"),
          entry(LogKind::granted, kMonday + kDay + 1, "d"),
          entry(LogKind::expired, kMonday + kDay + 2, "a"),
          entry(LogKind::expired, kMonday + kDay + 3, "c")});
  Denials denials;
  for (int i = 0; i < 1000; ++i) denials.note("licence", "", "no-free-seat", kMonday + 5);
  append(log, denials.take());

  const auto days = report(kMonday, kMonday + 4 * kDay);

  ASSERT_EQ(days.size(), 4u);
  EXPECT_EQ(days[0].peak, 2);
  EXPECT_EQ(days[0].grants, 3);
  EXPECT_EQ(days[0].denials, 1000);
  EXPECT_EQ(days[1].peak, 3);
  EXPECT_EQ(days[2].peak, 1) << "a seat held over midnight counts";
  EXPECT_EQ(days[2].grants, 0);
  EXPECT_EQ(report(kMonday + 2 * kDay, kMonday + 3 * kDay).at(0).peak, 1);
}

TEST_P(LicenseLogTest, AFloodOfRefusalsIsAFewRows) {
  Denials denials;
  for (int i = 0; i < 100'000; ++i) {
    denials.note("licence", "feature " + std::to_string(i), "no-free-seat", kMonday);
  }

  const std::vector<LogEntry> entries = denials.take();

  std::int64_t counted = 0;
  for (const LogEntry& one : entries) counted += one.count;
  EXPECT_EQ(counted, 100'000);
  EXPECT_LE(entries.size(), Denials::kKindsMax + 1);
  EXPECT_TRUE(denials.take().empty());
}

}  // namespace kontor::licensing

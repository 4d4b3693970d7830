#include <gtest/gtest.h>

#include "tests/integration/licensing/ledger_fixture.hpp"

namespace kontor::licensing {
namespace {

// A ledger whose database was made and filled by the first released program (migration 0001):
// three concurrent seats of which anna and bo hold two, two named ones, a site licence.
class OldLedgerTest : public testing::EitherDatabase {
 protected:
  OldLedgerTest()
      : EitherDatabase("old-ledger", [](db::Database& database) {
          auto migrations = seat_migrations();
          migrations.resize(1);
          return db::migrate(database, "licensing", migrations);
        }) {
    const Status filled = database_->transaction([&](db::Session& session) -> Status {
      TRY(session.execute("INSERT INTO seat_epoch (authority, epoch) VALUES ($1, 4)",
                          {maker_.license(SeatModel::site, 1).authority}));
      TRY(install(session, SeatModel::concurrent, /*cap=*/3, /*used=*/2));
      TRY(install(session, SeatModel::named, /*cap=*/2, /*used=*/2));
      TRY(install(session, SeatModel::site, /*cap=*/1'000'000'000, /*used=*/1));
      TRY(sit(session, SeatModel::concurrent, "anna", 7, "active"));
      TRY(sit(session, SeatModel::concurrent, "bo", 8, "active"));
      TRY(sit(session, SeatModel::concurrent, "gone", 5, "released"));
      TRY(sit(session, SeatModel::concurrent, "silent", 6, "expired"));
      TRY(sit(session, SeatModel::named, "anna", 1, "active"));
      TRY(sit(session, SeatModel::site, "eva", 1, "active"));
      for (const char* who : {"anna", "bo"})
        TRY(session.execute(
            "INSERT INTO seat_assignment (license_id, subject, assigned_at_ms) VALUES ($1, $2, $3)",
            {id(SeatModel::named), std::string(who), clock_.now_ms()}));
      return ok();
    });
    EXPECT_TRUE(filled) << filled.error().message;
    auto opened =
        SeatLedger::open(*database_, clock_, random_, maker_.authority_key, maker_.trusted());
    EXPECT_TRUE(opened) << opened.error().message;
    ledger_ = std::move(*opened);
  }

  Status install(db::Session& session, SeatModel model, std::int64_t cap, std::int64_t used) {
    TRY(session.execute(
        R"sql(INSERT INTO seat_license (license_id, product, token, installed_at_ms)
              VALUES ($1, 'kontor.sms', $2, $3))sql",
        {id(model), maker_.document(model, model == SeatModel::site ? 1 : cap), clock_.now_ms()}));
    TRY(session.execute(
        "INSERT INTO seat_pool (license_id, cap, used, fence) VALUES ($1, $2, $3, 8)",
        {id(model), cap, used}));
    return ok();
  }

  Status sit(db::Session& session, SeatModel model, const std::string& who, std::int64_t fence,
             const std::string& state) {
    const bool ended = state != "active";
    TRY(session.execute(
        R"sql(
        INSERT INTO seat_lease (lease_id, license_id, subject, session, device_key,
          idempotency_key, epoch, fence, sequence, ttl_s, pooled, state, since_ms, renewed_at_ms,
          ended_at_ms)
        VALUES ($1, $2, $3, $4, '', $5, 4, $6, 2, 300, $7, $8, $9, $9, $10))sql",
        {step(model, who, fence).lease_id, id(model), who, "session of " + who, "claim of " + who,
         fence, std::int64_t{model == SeatModel::named ? 0 : 1}, state, clock_.now_ms(),
         ended ? db::Value(clock_.now_ms()) : db::Value()}));
    return ok();
  }

  std::string id(SeatModel model) const { return maker_.license(model, 1).license_id; }
  // The last step that the old program answered.
  LeaseStep step(SeatModel model, const std::string& who, std::int64_t fence) const {
    return {.lease_id = std::string(name_of(model)) + " of " + who,
            .epoch = 4,
            .fence = fence,
            .sequence = 2};
  }
  static LeaseStep after(LeaseStep step) {
    ++step.sequence;
    return step;
  }
  Result<Lease> claim(SeatModel model, const std::string& who) {
    return ledger_->claim({.license_id = id(model),
                           .subject = who,
                           .session = "session of " + who,
                           .idempotency_key = "claim of " + who});
  }

  testing::FakeClock clock_;
  SystemRandom random_;
  testing::LicenseMaker maker_;
  std::unique_ptr<SeatLedger> ledger_;
};

TEST_P(OldLedgerTest, WhoSatGoesOnSittingAndNobodySitsBeyondTheSeats) {
  const auto anna = ledger_->renew(after(step(SeatModel::concurrent, "anna", 7)));
  ASSERT_TRUE(anna) << anna.error().message;
  EXPECT_TRUE(claim(SeatModel::concurrent, "carin"));

  EXPECT_EQ(code_of(claim(SeatModel::concurrent, "dora")), "no-free-seat");
  EXPECT_EQ(code_of(ledger_->renew(after(step(SeatModel::concurrent, "silent", 6)))),
            "stale-fence");
  ASSERT_TRUE(ledger_->release(step(SeatModel::concurrent, "bo", 8)));
  EXPECT_TRUE(claim(SeatModel::concurrent, "dora"));
  EXPECT_EQ(ledger_->seats(id(SeatModel::concurrent))->used, 3);
}

TEST_P(OldLedgerTest, WhoFellSilentIsFreedAfterOneTtlAndNotBefore) {
  ASSERT_TRUE(ledger_->expire());
  EXPECT_EQ(ledger_->seats(id(SeatModel::concurrent))->used, 2);

  for (int minute = 0; minute < 20; ++minute) {
    clock_.advance(60'000);
    ASSERT_TRUE(ledger_->expire());
  }

  EXPECT_EQ(ledger_->seats(id(SeatModel::concurrent))->used, 0);
  for (const char* who : {"carin", "dora", "eva"})
    EXPECT_TRUE(claim(SeatModel::concurrent, who)) << who;
}

TEST_P(OldLedgerTest, NamedSeatsStayTheirHoldersAndASiteLicenceEverybodys) {
  EXPECT_TRUE(ledger_->renew(after(step(SeatModel::named, "anna", 1))));
  EXPECT_TRUE(claim(SeatModel::named, "bo"));
  EXPECT_EQ(code_of(claim(SeatModel::named, "carin")), "no-seat-assigned");
  EXPECT_TRUE(ledger_->renew(after(step(SeatModel::site, "eva", 1))));
  EXPECT_TRUE(claim(SeatModel::site, "carin"));
}

TEST_P(OldLedgerTest, ItsLogBeginsNowAndIsWhole) {
  ASSERT_TRUE(ledger_->release(step(SeatModel::concurrent, "bo", 8)));
  ASSERT_TRUE(claim(SeatModel::concurrent, "carin"));

  const auto audit = ledger_->audit();

  ASSERT_TRUE(audit) << audit.error().message;
  EXPECT_TRUE(audit->findings.empty()) << audit->findings.front().text;
  EXPECT_GE(audit->entries, 2);
}

INSTANTIATE_TEST_SUITE_P(Databases, OldLedgerTest, testing::both_databases(),
                         testing::database_name);

}  // namespace
}  // namespace kontor::licensing

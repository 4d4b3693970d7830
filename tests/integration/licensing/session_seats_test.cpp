#include <gtest/gtest.h>

#include "tests/integration/licensing/ledger_fixture.hpp"

namespace kontor::licensing {
namespace {

class SessionSeatsTest : public LedgerFixture {
 protected:
  Result<Lease> sit(const std::string& who) {
    return ledger_->claim("kontor.sms", who, "at " + who);
  }
};

TEST_P(SessionSeatsTest, TheThirdUserOnTwoSeatsSeesWhoSits) {
  install(SeatModel::concurrent, 2);
  ASSERT_TRUE(sit("anna"));
  ASSERT_TRUE(sit("bo"));

  const auto refused = sit("carin");

  EXPECT_EQ(code_of(refused), "no-free-seat");
  EXPECT_EQ(Json::parse(refused.error().detail)["holders"].size(), 2U);
  const Occupancy seats = *ledger_->occupancy("kontor.sms");
  EXPECT_EQ(seats.total, 2);
  EXPECT_EQ(seats.used, 2);
}

TEST_P(SessionSeatsTest, LogoutFreesTheSeatsOfTheSession) {
  install(SeatModel::concurrent, 1);
  ASSERT_TRUE(sit("anna"));

  EXPECT_EQ(*ledger_->release_session("at anna"), 1);

  EXPECT_TRUE(sit("bo"));
  EXPECT_EQ(ledger_->release_own("kontor.sms", "at anna").error().code, ErrorCode::not_found);
  EXPECT_TRUE(ledger_->release_own("kontor.sms", "at bo"));
}

TEST_P(SessionSeatsTest, AUserAtWorkKeepsTheSeatAndAnIdleOneLosesIt) {
  install(SeatModel::concurrent, 1);
  const Lease first = *sit("anna");
  const std::int64_t third_ms = first.ttl_s * 1000 / 3;

  for (int i = 0; i < 12; ++i) {
    clock_.advance(third_ms);
    const auto lease = sit("anna");
    ASSERT_TRUE(lease);
    EXPECT_EQ(lease->step.lease_id, first.step.lease_id);
    EXPECT_EQ(*ledger_->expire(), 0);
  }
  clock_.advance(first.ttl_s * 1000 + 10'000);

  EXPECT_EQ(*ledger_->expire(), 1);
  EXPECT_TRUE(sit("bo"));
  EXPECT_EQ(code_of(sit("anna")), "no-free-seat");
}

TEST_P(SessionSeatsTest, WithoutAValidLicenceOfTheFeatureNobodySits) {
  License license = maker_.license(SeatModel::site, 0);
  Offer offer = maker_.offer(SeatModel::site);
  license.features = offer.features = {"single"};
  ASSERT_TRUE(ledger_->install_document(maker_.document(license, offer)));

  EXPECT_TRUE(ledger_->claim("kontor.sms", "anna", "s", "single"));
  EXPECT_EQ(code_of(ledger_->claim("kontor.sms", "anna", "s", "bulk")), "unlicensed");
  EXPECT_EQ(code_of(ledger_->claim("kontor.fax", "anna", "s")), "unlicensed");
  EXPECT_EQ(*ledger_->entitlement("kontor.sms", "single"), Entitlement::licensed);
  EXPECT_EQ(*ledger_->entitlement("kontor.sms", "bulk"), Entitlement::unlicensed);
}

TEST_P(SessionSeatsTest, ASiteLicenceSeatsEverybody) {
  install(SeatModel::site, 0);

  for (int i = 0; i < 20; ++i) EXPECT_TRUE(sit("user " + std::to_string(i)));
}

TEST_P(SessionSeatsTest, NamedSeatsAreForThoseOnTheList) {
  install(SeatModel::named, 2);
  ASSERT_TRUE(ledger_->assign_named("kontor.sms", {"anna", "bo"}));

  EXPECT_TRUE(sit("anna"));
  EXPECT_EQ(code_of(sit("carin")), "no-seat-assigned");
  EXPECT_FALSE(ledger_->assign_named("kontor.sms", {"anna", "bo", "carin"}));
  EXPECT_EQ(ledger_->occupancy("kontor.sms")->holders.size(), 2U);
}

TEST_P(SessionSeatsTest, TakingANamedSeatAwayEndsItsLeaseAtOnce) {
  install(SeatModel::named, 1);
  ASSERT_TRUE(ledger_->assign_named("kontor.sms", {"anna"}));
  const Lease lease = *sit("anna");

  ASSERT_TRUE(ledger_->assign_named("kontor.sms", {"bo"}));

  EXPECT_EQ(code_of(sit("anna")), "no-seat-assigned");
  EXPECT_EQ(code_of(ledger_->renew(next(lease.step))), "stale-fence");
  EXPECT_TRUE(sit("bo"));
}

TEST_P(SessionSeatsTest, WhoHasANamedSeatLeavesTheSharedOnesFree) {
  install(SeatModel::concurrent, 1);
  install(SeatModel::named, 1);
  ASSERT_TRUE(ledger_->assign_named("kontor.sms", {"anna"}));

  EXPECT_TRUE(sit("anna"));
  EXPECT_TRUE(sit("bo"));
  EXPECT_EQ(code_of(sit("carin")), "no-free-seat");
}

TEST_P(SessionSeatsTest, AHolderCanBeAskedAndOnlyAHolder) {
  install(SeatModel::concurrent, 1);
  ASSERT_TRUE(sit("anna"));

  const auto request = ledger_->ask("kontor.sms", "anna", "bo");

  ASSERT_TRUE(request);
  EXPECT_EQ(request->holder, "anna");
  EXPECT_EQ(ledger_->ask("kontor.sms", "carin", "bo").error().code, ErrorCode::not_found);
}

TEST_P(SessionSeatsTest, ANewDocumentOfTheSameLicenceChangesTheNumberOfSeats) {
  install(SeatModel::concurrent, 2);
  ASSERT_TRUE(sit("anna"));
  ASSERT_TRUE(sit("bo"));
  License bigger = maker_.license(SeatModel::concurrent, 3);
  bigger.issued_at_ms += 1;
  const Offer offer = maker_.offer(SeatModel::concurrent);

  EXPECT_TRUE(ledger_->install_document(maker_.document(bigger, offer)));
  EXPECT_TRUE(sit("carin"));
  EXPECT_EQ(ledger_->install_document(maker_.document(SeatModel::concurrent, 2))->seats, 3)
      << "an older document changes nothing";
}

TEST_P(SessionSeatsTest, RefusesADocumentThatNamesAnotherLedger) {
  License elsewhere = maker_.license(SeatModel::concurrent, 2);
  elsewhere.authority = std::string(64, '0');

  const auto refused =
      ledger_->install_document(maker_.document(elsewhere, maker_.offer(SeatModel::concurrent)));

  EXPECT_EQ(refused.error().code, ErrorCode::forbidden);
}

TEST_P(SessionSeatsTest, AWithdrawnKeyTakesItsLicencesAway) {
  install(SeatModel::concurrent, 2);
  TrustedKeys none = maker_.trusted();
  none.license_key = [](std::string_view) -> Result<crypto::PublicKey> {
    return Error{ErrorCode::untrusted, "withdrawn"};
  };

  const auto restarted = SeatLedger::open(*database_, clock_, random_, maker_.authority_key, none);

  ASSERT_TRUE(restarted);
  EXPECT_EQ(*(*restarted)->entitlement("kontor.sms"), Entitlement::unlicensed);
}

INSTANTIATE_TEST_SUITE_P(Databases, SessionSeatsTest, testing::both_databases(),
                         testing::database_name);

}  // namespace
}  // namespace kontor::licensing

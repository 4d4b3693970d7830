#include <thread>

#include "licensing/seats/license_store.hpp"
#include "tests/integration/licensing/ledger_fixture.hpp"

namespace kontor::licensing {
namespace {

constexpr int kDocumentRounds = 20;

// Two ledgers on one database, as two nodes have, and licence documents that come to both.
class TwoNodesDocumentsTest : public LedgerFixture {
 protected:
  TwoNodesDocumentsTest()
      : second_database_(open_again()), second_(open_ledger(*second_database_)) {}

  // The document of the one licence as it was signed in this round.
  License signed_in(int round, std::int64_t seats) const {
    License license = maker_.license(SeatModel::concurrent, seats);
    license.issued_at_ms += round;
    return license;
  }
  std::string document(const License& license) const {
    return maker_.document(license, maker_.offer(license.model));
  }
  // Both at once: the first at the one node, the second at the other.
  std::pair<Result<License>, Result<License>> install_at_once(const std::string& first,
                                                              const std::string& second) {
    Result<License> other = Error{ErrorCode::internal, "not tried"};
    std::thread thread([&] { other = second_->install_document(second); });
    Result<License> one = ledger_->install_document(first);
    thread.join();
    return {std::move(one), std::move(other)};
  }
  License stored(const std::string& license_id) {
    const auto token = database_->read(
        [&](db::Session& session) { return LicenseStore(session).token(license_id); });
    return *verify_license(**token, maker_.trusted());
  }
  std::int64_t seats_counted() {
    const auto row = database_->read(
        [](db::Session& session) { return session.query_row("SELECT cap FROM seat_pool"); });
    return (*row)->integer(0);
  }

  std::unique_ptr<db::Database> second_database_;
  std::unique_ptr<SeatLedger> second_;
};

TEST_P(TwoNodesDocumentsTest, TheNewestOfTwoInstalledAtTheSameMomentStays) {
  for (int round = 0; round < kDocumentRounds; ++round) {
    SCOPED_TRACE(round);
    const License older = signed_in(2 * round + 1, 2);
    const License newer = signed_in(2 * round + 2, 5 + round);
    const bool newer_first = round % 2 == 0;

    const auto [one, other] = install_at_once(document(newer_first ? newer : older),
                                              document(newer_first ? older : newer));

    EXPECT_TRUE(one) << one.error().message;
    EXPECT_TRUE(other) << other.error().message;
    EXPECT_EQ(stored(newer.license_id).issued_at_ms, newer.issued_at_ms);
    EXPECT_EQ(seats_counted(), newer.seats);
    ASSERT_TRUE(ledger_->refresh_licenses());
    ASSERT_TRUE(second_->refresh_licenses());
    EXPECT_EQ(ledger_->license(newer.license_id)->seats, newer.seats);
    EXPECT_EQ(second_->license(newer.license_id)->seats, newer.seats);
  }
  EXPECT_TRUE(ledger_->audit({})->whole());
}

TEST_P(TwoNodesDocumentsTest, ALicenceKeepsItsModelThoughBothNodesHearOfItFirst) {
  const License shared = signed_in(1, 2);
  License named = maker_.license(SeatModel::named, 2);
  named.license_id = shared.license_id;
  named.issued_at_ms = shared.issued_at_ms + 1;

  const auto [one, other] = install_at_once(document(shared), document(named));

  ASSERT_TRUE(one) << one.error().message;
  const SeatModel model = stored(shared.license_id).model;
  EXPECT_EQ(one->model, model) << "what was answered is what is kept";
  EXPECT_EQ(static_cast<bool>(other), model == SeatModel::named) << "refused where it came second";
  ASSERT_TRUE(second_->refresh_licenses());
  EXPECT_EQ(second_->license(shared.license_id)->model, model);
}

TEST_P(TwoNodesDocumentsTest, WhatOneNodeInstallsOrWithdrawsTheOtherKnowsAtItsNextLook) {
  const License first = signed_in(1, 1);
  ASSERT_TRUE(ledger_->install_document(document(first)));
  ASSERT_TRUE(second_->refresh_licenses());
  EXPECT_TRUE(second_->claim("kontor.sms", "anna", "a"));
  EXPECT_FALSE(second_->claim("kontor.sms", "bo", "b"));

  ASSERT_TRUE(ledger_->install_document(document(signed_in(2, 2))));
  ASSERT_TRUE(second_->refresh_licenses());
  EXPECT_EQ(second_->license(first.license_id)->seats, 2);
  EXPECT_TRUE(second_->claim("kontor.sms", "bo", "b"));

  ASSERT_TRUE(ledger_->revoke(first.license_id, {.reason = "refunded", .by = "operator"}));
  ASSERT_TRUE(second_->refresh_licenses());
  EXPECT_TRUE(second_->licenses("kontor.sms").empty());
  EXPECT_FALSE(second_->claim("kontor.sms", "carin", "c"));
}

INSTANTIATE_TEST_SUITE_P(Databases, TwoNodesDocumentsTest, testing::both_databases(),
                         testing::database_name);

}  // namespace
}  // namespace kontor::licensing

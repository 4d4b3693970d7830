#include "licensing/core/calendar.hpp"
#include "tests/integration/licensing_client/remote_fixture.hpp"

namespace kontor::licensing {
namespace {

// A notebook that takes a seat along.
class RemoteTravelTest : public RemoteFixture {
 protected:
  void SetUp() override {
    RemoteFixture::SetUp();
    License license = maker_.license(SeatModel::concurrent, 2);
    license.issued_at_ms += 1000;
    Offer offer = maker_.offer(SeatModel::concurrent);
    offer.borrow = {.days_max = 14, .seats_stay = 1};
    document_ = maker_.document(license, offer);
    ASSERT_TRUE(ledger_->install_document(document_));
    ASSERT_TRUE(host_->install_document(document_));
  }
  Result<TimeMs> borrow(std::int64_t days) {
    return host_->borrow("kontor.sms", "anna", "user:anna", days);
  }
};

TEST_P(RemoteTravelTest, ABorrowedSeatWorksWithoutTheLedgerUntilItsDateAlsoAfterARestart) {
  const auto until = borrow(5);
  ASSERT_TRUE(until) << until.error().message;
  ledger_is_away();

  clock_.advance(3 * kDayMs);
  restart_host();

  EXPECT_TRUE(sit("anna"));
  EXPECT_EQ(host_->on_travel().size(), 1U);
  EXPECT_EQ(code_of(sit("bo")), "ledger-unreachable");
}

TEST_P(RemoteTravelTest, ItComesBackBeforeItsDateByTheSameDeviceAndTwiceIsOnce) {
  ASSERT_TRUE(borrow(5));
  EXPECT_EQ(code_of(host_->release("kontor.sms", "user:anna")), "borrowed");

  ASSERT_TRUE(host_->give_back("kontor.sms", "user:anna"));

  EXPECT_EQ(used(), 0);
  EXPECT_EQ(code_of(host_->give_back("kontor.sms", "user:anna")), "not-borrowed");
}

TEST_P(RemoteTravelTest, LongerThanTheOfferAllowsIsRefusedAndTheSeatStays) {
  ASSERT_TRUE(sit("anna"));

  EXPECT_EQ(code_of(borrow(15)), "borrow-too-long");

  EXPECT_TRUE(host_->on_travel().empty());
  EXPECT_TRUE(sit("anna"));
}

TEST_P(RemoteTravelTest, ACopyOfTheInstallationIsToldAtItsCheckIn) {
  host_->beat();
  clock_.advance(3 * 3'600'000);
  host_->beat();
  std::filesystem::copy(folder_ / "host", folder_ / "copy",
                        std::filesystem::copy_options::recursive);
  clock_.advance(3 * 3'600'000);
  host_->beat();

  host_ = open_host("copy");
  host_->beat();

  EXPECT_EQ(why(), "forked");
  EXPECT_EQ(rung(), Standing::notices);
}

INSTANTIATE_TEST_SUITE_P(Databases, RemoteTravelTest, testing::both_databases(),
                         testing::database_name);

}  // namespace
}  // namespace kontor::licensing

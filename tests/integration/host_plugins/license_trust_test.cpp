#include "host/plugins/license_trust.hpp"

#include "base/core/bytes.hpp"
#include "host/plugins/company_seats.hpp"
#include "host/plugins/license_words.hpp"
#include "host/plugins/trust_keeper.hpp"
#include "licensing/seats/ledger.hpp"
#include "tests/integration/market_repository/market_fixture.hpp"
#include "tests/support/licenses.hpp"

namespace kontor::host {
namespace {

// A host's trust in a real market's metadata, and a licence that vendor "kontor" countersigned.
class LicenseTrustTest : public marketplace::MarketTest {
 protected:
  void SetUp() override {
    MarketTest::SetUp();
    approve("kontor", {maker.vendor_key.public_key()});
    maker.market_key =
        crypto::SigningKey::load((folder / "market/keys/license.key").string()).value();
    open_host();
    ASSERT_TRUE(ledger->install_document(maker.document(licensing::SeatModel::concurrent, 2)));
  }
  void TearDown() override {
    close_host();
    MarketTest::TearDown();
  }

  void open_host() {
    close_host();
    market = client();
    trust = std::make_unique<LicenseTrust>(market.get(), folder / "vendors");
    database = db::Database::open("sqlite:" + (folder / "host.db").string()).value();
    ledger =
        licensing::SeatLedger::open(*database, clock, random, maker.authority_key, trust->keys())
            .value();
    keeper = std::make_unique<TrustKeeper>(*trust, *ledger, clock);
  }
  void close_host() {
    keeper.reset();
    ledger.reset();
    database.reset();
    trust.reset();
    market.reset();
  }
  licensing::Entitlement entitlement() { return ledger->entitlement("kontor.sms").value(); }

  SystemRandom random;
  kontor::testing::LicenseMaker maker;
  std::unique_ptr<marketplace::MarketClient> market;
  std::unique_ptr<LicenseTrust> trust;
  std::unique_ptr<db::Database> database;
  std::unique_ptr<licensing::SeatLedger> ledger;
  std::unique_ptr<TrustKeeper> keeper;
};

TEST_F(LicenseTrustTest, AWithdrawnVendorKeyIsBelievedNoMoreAfterARefresh) {
  ASSERT_EQ(entitlement(), licensing::Entitlement::licensed);
  approve("kontor", {crypto::SigningKey::generate().public_key()});
  ASSERT_EQ(entitlement(), licensing::Entitlement::licensed) << "nobody has looked yet";

  ASSERT_TRUE(market->refresh());
  const Status renewed = keeper->renew();

  ASSERT_TRUE(renewed) << renewed.error().message;
  EXPECT_EQ(entitlement(), licensing::Entitlement::unlicensed);
  EXPECT_FALSE(ledger->claim("kontor.sms", "anna", "user:anna"));
  server->stop(1000);
  open_host();
  EXPECT_EQ(entitlement(), licensing::Entitlement::unlicensed) << "also after a restart off line";
}

TEST_F(LicenseTrustTest, AKeyBesideTheOldOneTakesNothingAway) {
  approve("kontor", {maker.vendor_key.public_key(), crypto::SigningKey::generate().public_key()});

  ASSERT_TRUE(market->refresh());
  ASSERT_TRUE(keeper->renew());

  EXPECT_EQ(entitlement(), licensing::Entitlement::licensed);
  EXPECT_EQ(trust->keys().vendor_keys("kontor")->size(), 2U);
}

TEST_F(LicenseTrustTest, AWithdrawnLicenceKeyIsRefusedInWordsAndTheNextKeysDocumentIsTaken) {
  const std::string old_document = maker.document(licensing::SeatModel::concurrent, 2);
  const auto next = rotate_license_key();
  ASSERT_TRUE(market->refresh());
  ASSERT_TRUE(keeper->renew());
  EXPECT_EQ(entitlement(), licensing::Entitlement::licensed) << "both are listed";

  ASSERT_TRUE(list_license_keys({next.public_key()}));
  ASSERT_TRUE(market->refresh());
  ASSERT_TRUE(keeper->renew());

  EXPECT_EQ(entitlement(), licensing::Entitlement::unlicensed);
  const auto refused = ledger->refused_licenses();
  ASSERT_EQ(refused.size(), 1U);
  EXPECT_EQ(refused[0].product, "kontor.sms");
  EXPECT_EQ(refused[0].code, "unknown-key");
  const auto again = ledger->install_document(old_document);
  ASSERT_FALSE(again);
  EXPECT_NE(again.error().detail.find("unknown-key"), std::string::npos);
  EXPECT_NE(again.error().message.find("kontor license activate"), std::string::npos);
  CompanySeats seats(*ledger, nullptr, clock);
  EXPECT_EQ(seats.standing("kontor.sms").why, "unknown-key");
  EXPECT_NE(words_of("unknown-key", seats).advice, "");

  maker.market_key = next;
  auto terms = maker.license(licensing::SeatModel::concurrent, 2);
  terms.issued_at_ms += 1;
  ASSERT_TRUE(ledger->install_document(
      maker.document(terms, maker.offer(licensing::SeatModel::concurrent))));
  EXPECT_EQ(entitlement(), licensing::Entitlement::licensed);
  EXPECT_TRUE(ledger->refused_licenses().empty());
  server->stop(1000);
  open_host();
  EXPECT_EQ(entitlement(), licensing::Entitlement::licensed) << "also after a restart off line";
}

TEST_F(LicenseTrustTest, AMarketThatIsAwayChangesNothing) {
  server->stop(1000);
  clock.advance(3'600'000);

  EXPECT_FALSE(keeper->renew());

  EXPECT_EQ(entitlement(), licensing::Entitlement::licensed);
  open_host();
  EXPECT_EQ(entitlement(), licensing::Entitlement::licensed);
}

TEST_F(LicenseTrustTest, ExpiredMetadataChangesNothing) {
  approve("kontor", {crypto::SigningKey::generate().public_key()});
  clock.advance(400LL * 24 * 3'600'000);

  const Status renewed = keeper->renew();

  ASSERT_FALSE(renewed);
  EXPECT_NE(renewed.error().detail.find("expired_metadata"), std::string::npos);
  EXPECT_EQ(entitlement(), licensing::Entitlement::licensed);
}

}  // namespace
}  // namespace kontor::host

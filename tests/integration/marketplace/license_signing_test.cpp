#include "marketplace/app/license_signing.hpp"

#include "base/core/files.hpp"
#include "marketplace/core/target_path.hpp"
#include "marketplace/repository/market_targets.hpp"
#include "marketplace/repository/offline_documents.hpp"
#include "marketplace/repository/signing.hpp"
#include "tests/integration/marketplace/buying_fixture.hpp"

namespace kontor::marketplace {
namespace {

// Keys change under licences that are sold.
class LicenseSigningTest : public BuyingFixture {
 protected:
  LicenseSigningTest() { offer({{"offer_id", "acme.notes-monthly"}}); }

  Json bought(const std::string& key) {
    return paid(ordered({{"offer_id", "acme.notes-monthly"}, {"quantity", 3}}, key), key);
  }
  // The operator's desk lists these licence keys, over REST as `kontor keys accept` does.
  http::Response list_keys(const std::vector<crypto::PublicKey>& keys) {
    const std::string bytes = license_keys_file(keys);
    const auto holder = crypto::SigningKey::load(folder_ / "data/keys/targets.key").value();
    const std::string present = repository_->metadata("targets").value();
    const TargetsChange change{.files = {{kLicenseKeysPath, bytes}}};
    const Json body = next_targets(present, change, clock_.now_ms() + 86'400'000).value();
    const std::string document = sign_metadata(body, {holder}).value();
    return ask("POST", "/api/v1/metadata", tokens_["operator"],
               {{"documents", {{{"role", "targets"}, {"document", document}}}},
                {"files", {{kLicenseKeysPath, bytes}}}});
  }
  crypto::SigningKey next_key() {
    auto next = crypto::SigningKey::generate();
    EXPECT_TRUE(write_file(folder_ / "data/keys/license.next.key", next.pem(), FileMode::secret));
    return next;
  }
  void give_vendor_another_key() {
    keys_.at("acme") = crypto::SigningKey::generate();
    const auto holder = crypto::SigningKey::load(folder_ / "data/keys/vendors-00.key").value();
    const auto shard =
        shard_with_vendor(repository_->metadata("vendors-00").value(), "acme",
                          {keys_.at("acme").public_key()}, 1, holder, clock_.now_ms() + 86'400'000);
    ASSERT_TRUE(repository_->accept("vendors-00", shard.value()));
  }
  std::int64_t signed_anew() {
    const auto done = sign_licenses_anew(*market_, [](const IssuedLicense&) {});
    EXPECT_TRUE(done) << done.error().message;
    return done ? *done : -1;
  }
  std::string document() { return get("/licenses")["licenses"][0]; }
};

TEST_P(LicenseSigningTest, EveryLicenceIsSignedByTheNextKeyOnItsOldTermsBeforeTheOldOneGoes) {
  const Json order = bought("one");
  const licensing::License before = license_of(order);
  const auto old_key = repository_->license_key().public_key();
  EXPECT_EQ(signed_anew(), 0) << "nothing changed";
  const auto next = next_key();

  const auto listed = list_keys({old_key, next.public_key()});
  ASSERT_LT(listed.status, 300) << listed.body;
  EXPECT_TRUE(market_->keys_changed);
  EXPECT_EQ(signed_anew(), 1);
  EXPECT_EQ(signed_anew(), 0);
  ASSERT_LT(list_keys({next.public_key()}).status, 300);

  const licensing::License after = license_of({{"license", document()}});
  EXPECT_EQ(after.license_id, before.license_id);
  EXPECT_EQ(after.seats, before.seats);
  EXPECT_EQ(after.expires_at_ms, before.expires_at_ms);
  EXPECT_GT(after.issued_at_ms, before.issued_at_ms);
}

TEST_P(LicenseSigningTest, AListWithoutTheMarketsKeyIsRefusedAtTheDesk) {
  const auto refused = list_keys({crypto::SigningKey::generate().public_key()});

  EXPECT_EQ(refused.status, 409);
  EXPECT_EQ(code_of(refused), "license-key-not-held");
}

TEST_P(LicenseSigningTest, AVendorThatSignsTheSameOfferAgainKeepsItsCustomersLicences) {
  bought("one");
  const std::string before = document();
  give_vendor_another_key();
  EXPECT_EQ(signed_anew(), 0) << "the vendor's new key has signed nothing";
  EXPECT_EQ(document(), before);

  offer({{"offer_id", "acme.notes-monthly"}});

  EXPECT_TRUE(market_->keys_changed);
  EXPECT_EQ(signed_anew(), 1);
  EXPECT_EQ(license_of({{"license", document()}}).seats, 3);
}

TEST_P(LicenseSigningTest, AnotherPriceUnderTheNewKeyDoesNotReplaceWhatWasFrozen) {
  bought("one");
  const std::string before = document();
  give_vendor_another_key();

  offer({{"offer_id", "acme.notes-monthly"}, {"price", {{"amount", 1}, {"currency", "EUR"}}}});

  EXPECT_EQ(signed_anew(), 0);
  EXPECT_EQ(document(), before);
}

INSTANTIATE_TEST_SUITE_P(Databases, LicenseSigningTest, testing::both_databases(),
                         testing::database_name);

}  // namespace
}  // namespace kontor::marketplace

#include "base/core/bytes.hpp"
#include "tests/integration/host_plugins/desk.hpp"

namespace kontor::host {
namespace {

// The plugin "test.desk" sold as the product of the licences that tests make.
class LicenseProofTest : public DeskTest {
 protected:
  void SetUp() override {
    CompanyTest::SetUp();
    ASSERT_TRUE(ledger->install_document(licenses.document(licensing::SeatModel::site, 0)));
    const auto installed = install(changed(
        built("test-desk"), {{"license", {{"kind", "product"}, {"product", "kontor.sms"}}}}));
    ASSERT_TRUE(installed) << installed.error().message;
  }
  static std::string hex(const crypto::SigningKey& key) {
    return hex_encode(key.public_key().ed25519_raw());
  }
  Json licensed(const std::string& product, const std::string& market, const std::string& offers) {
    return act("licensed", {{"product", product}, {"licenses", market}, {"offers", offers}});
  }
};

TEST_F(LicenseProofTest, IsVerifiedInsideThePluginAgainstItsOwnKeys) {
  const std::string market = hex(licenses.market_key);
  const std::string seller = hex(licenses.vendor_key);
  const std::string stranger = hex(crypto::SigningKey::generate());

  EXPECT_EQ(licensed("kontor.sms", market, seller), (Json{{"state", "licensed"}}));
  EXPECT_EQ(licensed("kontor.sms", stranger + "," + market, ""), (Json{{"state", "licensed"}}));
  EXPECT_EQ(licensed("kontor.sms", stranger, seller)["status"], 7);
  EXPECT_EQ(licensed("kontor.sms", market, stranger)["status"], 7);
  EXPECT_EQ(licensed("kontor.other", market, seller)["status"], 7);
}

TEST_F(LicenseProofTest, IsForOneNonce) {
  const Json first = ask("license.check/1", {{"nonce", "0123456789abcdef"}})["answer"];
  const Json second = ask("license.check/1", {{"nonce", "fedcba9876543210"}})["answer"];

  EXPECT_EQ(first["document"], second["document"]);
  EXPECT_NE(first["token"], second["token"]);
}

}  // namespace
}  // namespace kontor::host

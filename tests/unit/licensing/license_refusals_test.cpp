#include <gtest/gtest.h>

#include <functional>

#include "base/core/bytes.hpp"
#include "base/crypto/paseto.hpp"
#include "licensing/core/license_rules.hpp"
#include "licensing/document/license_document.hpp"
#include "tests/support/licenses.hpp"
#include "tests/unit/licensing/offers.hpp"

namespace kontor::licensing {
namespace {

using testing::at, testing::code_of;

class LicenseRefusalTest : public ::testing::Test {
 protected:
  std::string code(const std::string& token) const {
    const auto license = verify_license(token, maker_.trusted());
    EXPECT_FALSE(license);
    return license ? "" : code_of(license.error());
  }
  std::string changed(const std::function<void(Json&)>& change) const {
    const auto opened = crypto::paseto::verify(maker_.market_key.public_key(), good()).value();
    Json json = Json::parse(opened.payload);
    change(json);
    return crypto::paseto::sign(maker_.market_key, to_text(json), opened.footer);
  }
  std::string good() const { return maker_.document(SeatModel::concurrent, 2); }

  testing::LicenseMaker maker_;
};

TEST_F(LicenseRefusalTest, EachHasItsStableCode) {
  testing::LicenseMaker other;
  other.market_key = other.authority_key;
  std::string flipped = good();
  flipped[60] = flipped[60] == 'A' ? 'B' : 'A';

  EXPECT_EQ(code("hello"), "malformed-document");
  EXPECT_EQ(code(good().substr(0, 300)), "malformed-document");
  EXPECT_EQ(code("v3" + good().substr(2)), "malformed-document");
  EXPECT_EQ(code(other.document(SeatModel::site, 0)), "unknown-key");
  EXPECT_EQ(code(flipped), "bad-signature");
  EXPECT_EQ(code(changed([](Json& json) { json["version"] = 2; })), "invalid-license");
  EXPECT_EQ(code(changed([](Json& json) { json["seats"] = -1; })), "invalid-license");
  EXPECT_EQ(code(changed([](Json& json) { json["seats"] = 1e18; })), "invalid-license");
  EXPECT_EQ(code(changed([](Json& json) { json["grant"] = "gift"; })), "invalid-license");
  EXPECT_EQ(code(changed([](Json& json) { json["offer"]["payload"] = "e30="; })),
            "offer-not-countersigned");
  EXPECT_EQ(code(changed([](Json& json) { json["model"] = "named"; })), "not-what-was-offered");
  EXPECT_EQ(code(changed([](Json& json) { json["grant"] = "trial"; })), "not-what-was-offered");
}

TEST_F(LicenseRefusalTest, TheDocumentSaysHowItWasComeByAndCarriesItsOffer) {
  License license = maker_.license(SeatModel::concurrent, 3);
  license.grant = Grant::trial;
  license.valid_from_ms = at("2026-03-01T10:00:00Z");
  license.expires_at_ms = at("2026-03-31T00:00:00Z");
  license.support_until_ms = at("2026-03-20T00:00:00Z");
  license.major = 4;
  Offer offer = maker_.offer(SeatModel::concurrent);
  offer.trial_days = 30;
  offer.overdraft = 1;

  const auto read = verify_license(maker_.document(license, offer), maker_.trusted());

  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->grant, Grant::trial);
  EXPECT_EQ(read->support_until_ms, license.support_until_ms);
  EXPECT_EQ(read->major, 4);
  EXPECT_EQ(read->offer.overdraft, 1);
  EXPECT_EQ(to_json(read->offer), to_json(offer));
}

TEST_F(LicenseRefusalTest, OnlyTheRightLedgerMayUseItAndOnlyInItsTime) {
  License license = maker_.license(SeatModel::concurrent, 3);
  license.expires_at_ms = license.valid_from_ms + 1000;
  const auto usable = [&](const std::string& authority, TimeMs now_ms) {
    const auto result = check_usable(license, authority, now_ms);
    return result ? "" : code_of(result.error());
  };

  EXPECT_EQ(usable(license.authority, license.valid_from_ms), "");
  EXPECT_EQ(usable(license.authority, license.valid_from_ms - 1), "license-not-yet-valid");
  EXPECT_EQ(usable(license.authority, *license.expires_at_ms), "license-ended");
  EXPECT_EQ(usable(std::string(64, '0'), license.valid_from_ms), "wrong-authority");
}

}  // namespace
}  // namespace kontor::licensing

#include "licensing/document/license_document.hpp"

#include <gtest/gtest.h>

#include <functional>

#include "base/core/files.hpp"
#include "base/crypto/canonical_json.hpp"
#include "base/crypto/dsse.hpp"
#include "base/crypto/paseto.hpp"
#include "tests/support/golden.hpp"
#include "tests/support/licenses.hpp"

namespace kontor::licensing {
namespace {

class LicenseDocumentTest : public ::testing::Test {
 protected:
  // A document whose JSON was changed before the market signed it.
  std::string forged(const std::function<void(Json&)>& change) {
    const std::string good = maker_.document(SeatModel::concurrent, 2);
    const auto opened = crypto::paseto::verify(maker_.market_key.public_key(), good).value();
    Json json = Json::parse(opened.payload);
    change(json);
    return crypto::paseto::sign(maker_.market_key, to_text(json), opened.footer);
  }
  ErrorCode refusal(const std::string& token) {
    const auto license = verify_license(token, maker_.trusted());
    EXPECT_FALSE(license);
    return license ? ErrorCode::internal : license.error().code;
  }

  testing::LicenseMaker maker_;
};

TEST_F(LicenseDocumentTest, ReadsBackEveryTerm) {
  License license = maker_.license(SeatModel::concurrent, 10);
  license.expires_at_ms = license.issued_at_ms + 1000;
  license.updates_until_ms = license.issued_at_ms + 2000;
  Offer offer = maker_.offer(SeatModel::concurrent);
  offer.period = Period::month;
  offer.features = license.features = {"single", "bulk"};
  offer.lease_ttl_s = 77;
  offer.idle_timeout_s = 99;

  const auto read = verify_license(maker_.document(license, offer), maker_.trusted());

  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->license_id, license.license_id);
  EXPECT_EQ(read->company, "Exempel AB");
  EXPECT_EQ(read->seats, 10);
  EXPECT_EQ(read->features, license.features);
  EXPECT_EQ(read->expires_at_ms, license.expires_at_ms);
  EXPECT_EQ(read->updates_until_ms, license.updates_until_ms);
  EXPECT_EQ(read->lease_ttl_s, 77);
  EXPECT_EQ(read->idle_timeout_s, 99);
}

TEST_F(LicenseDocumentTest, IsTheGoldenOneByteForByte) {
  testing::expect_golden("license_document.v4.public",
                         maker_.document(SeatModel::concurrent, 2) + "\n");
}

TEST_F(LicenseDocumentTest, AFlippedByteAnywhereIsRefused) {
  const std::string good = maker_.document(SeatModel::concurrent, 2);
  for (std::size_t i = 0; i < good.size(); i += 7) {
    std::string bad = good;
    bad[i] = bad[i] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(verify_license(bad, maker_.trusted())) << "byte " << i;
  }
}

TEST_F(LicenseDocumentTest, AKeyNobodyTrustsIsRefused) {
  testing::LicenseMaker other;
  other.market_key = other.authority_key;

  EXPECT_EQ(refusal(other.document(SeatModel::concurrent, 2)), ErrorCode::untrusted);
}

TEST_F(LicenseDocumentTest, AMarketCannotMintWhatNoVendorOffered) {
  testing::LicenseMaker thief;
  thief.vendor_key = thief.market_key;

  EXPECT_EQ(refusal(thief.document(SeatModel::concurrent, 2)), ErrorCode::untrusted);
}

TEST_F(LicenseDocumentTest, ADocumentStaysInsideItsOffer) {
  Offer monthly = maker_.offer(SeatModel::concurrent);
  monthly.period = Period::month;
  License eternal = maker_.license(SeatModel::concurrent, 2);
  Offer ten = maker_.offer(SeatModel::concurrent);
  ten.min_seats = 10;

  EXPECT_EQ(refusal(maker_.document(eternal, monthly)), ErrorCode::untrusted);
  EXPECT_EQ(refusal(maker_.document(eternal, ten)), ErrorCode::untrusted);
  EXPECT_EQ(refusal(forged([](Json& json) { json["model"] = "site"; })), ErrorCode::untrusted);
  EXPECT_EQ(refusal(forged([](Json& json) { json["features"] = {"bulk"}; })), ErrorCode::untrusted);
  EXPECT_EQ(refusal(forged([](Json& json) { json["product"] = "kontor.fax"; })),
            ErrorCode::untrusted);
}

TEST_F(LicenseDocumentTest, RefusesFormsItDoesNotKnow) {
  EXPECT_EQ(refusal(forged([](Json& json) { json["extra"] = 1; })), ErrorCode::invalid_argument);
  EXPECT_EQ(refusal(forged([](Json& json) { json.erase("seats"); })), ErrorCode::invalid_argument);
  EXPECT_EQ(refusal(forged([](Json& json) { json["seats"] = -1; })), ErrorCode::invalid_argument);
  EXPECT_EQ(refusal(forged([](Json& json) { json["seats"] = 1e300; })),
            ErrorCode::invalid_argument);
  EXPECT_EQ(refusal(forged([](Json& json) { json["valid_from"] = "yesterday"; })),
            ErrorCode::invalid_argument);
  EXPECT_EQ(refusal(forged([](Json& json) { json = Json::array(); })), ErrorCode::invalid_argument);
}

}  // namespace
}  // namespace kontor::licensing

#include "licensing/document/revocation_list.hpp"

#include <gtest/gtest.h>

#include "tests/support/licenses.hpp"
#include "tests/unit/licensing/offers.hpp"

namespace kontor::licensing {
namespace {

using testing::at, testing::code_of;

class RevocationListTest : public ::testing::Test {
 protected:
  static RevocationList list(std::int64_t sequence) {
    return {.company_id = "c-1",
            .sequence = sequence,
            .issued_at_ms = at("2026-11-01T00:00:00Z"),
            .revoked = {
                {.license_id = "l-1", .at_ms = at("2026-10-31T00:00:00Z"), .reason = "refunded"}}};
  }
  Result<RevocationList> read(const std::string& token, const char* company = "c-1",
                              std::int64_t seen = 0) const {
    return verify_revocations(token, maker_.trusted().license_key, company, seen,
                              at("2026-11-22T00:00:00Z"));
  }
  std::string code(const Result<RevocationList>& result) const {
    return result ? "" : code_of(result.error());
  }

  testing::LicenseMaker maker_;
};

TEST_F(RevocationListTest, SaysWhichLicencesWereTakenBackAndWhy) {
  const auto found = read(sign_revocations(list(4), maker_.market_key).value());

  ASSERT_TRUE(found) << found.error().message;
  EXPECT_EQ(found->sequence, 4);
  EXPECT_TRUE(found->revokes("l-1"));
  EXPECT_FALSE(found->revokes("l-2"));
  EXPECT_EQ(found->revoked[0].reason, "refunded");
}

TEST_F(RevocationListTest, AnOlderListThanTheOneSeenIsRefused) {
  const std::string fourth = sign_revocations(list(4), maker_.market_key).value();

  EXPECT_EQ(code(read(fourth, "c-1", 4)), "");
  EXPECT_EQ(code(read(fourth, "c-1", 5)), "revocations-rolled-back");
}

TEST_F(RevocationListTest, AnotherCompanysForgedFutureOrTruncatedListIsRefused) {
  const std::string good = sign_revocations(list(4), maker_.market_key).value();
  RevocationList later = list(4);
  later.issued_at_ms = at("2026-12-24T00:00:00Z");
  std::string flipped = good;
  flipped[50] = flipped[50] == 'A' ? 'B' : 'A';

  EXPECT_EQ(code(read(good, "c-2")), "wrong-company");
  EXPECT_EQ(code(read(sign_revocations(list(4), maker_.vendor_key).value())), "unknown-key");
  EXPECT_EQ(code(read(sign_revocations(later, maker_.market_key).value())),
            "document-from-the-future");
  EXPECT_EQ(code(read(flipped)), "bad-signature");
  EXPECT_EQ(code(read(good.substr(0, 100))), "malformed-document");
  EXPECT_EQ(code(read(maker_.document(SeatModel::site, 0))), "unknown-document");
}

TEST_F(RevocationListTest, HoldsNoMoreThanItsLimit) {
  RevocationList full = list(1);
  full.revoked.resize(kRevocationsMax, full.revoked.front());
  EXPECT_TRUE(read(sign_revocations(full, maker_.market_key).value()));

  full.revoked.push_back(full.revoked.front());
  EXPECT_EQ(code_of(sign_revocations(full, maker_.market_key).error()), "too-many-revocations");
}

}  // namespace
}  // namespace kontor::licensing

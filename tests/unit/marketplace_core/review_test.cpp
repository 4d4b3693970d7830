#include <gtest/gtest.h>

#include "base/core/bytes.hpp"
#include "base/crypto/dsse.hpp"
#include "marketplace/client/review_check.hpp"

namespace kontor::marketplace {
namespace {

class ReviewTest : public ::testing::Test {
 protected:
  static Review review() {
    return {.sha256 = std::string(64, 'a'),
            .plugin = "acme.notes",
            .version = "1.0.0",
            .level = ReviewLevel::reviewed,
            .decided_at_ms = 1'800'000'000'123,
            .reviewer = "Ada",
            .checks = {{.rule = "library.entry", .result = "passed"}},
            .reason = "read all of it"};
  }
  std::string attested(const Review& what) const {
    return kontor::to_text(
        crypto::dsse_sign(kReviewPayloadType, review_payload(what).value(), key_));
  }
  std::vector<ReviewKey> keys(std::vector<ReviewLevel> levels) const {
    return {{.key = key_.public_key(), .levels = std::move(levels)}};
  }

  crypto::SigningKey key_ = crypto::SigningKey::generate();
};

TEST_F(ReviewTest, GivesBackWhatWasAttested) {
  const auto seen = verify_review(attested(review()), review().sha256,
                                  keys({ReviewLevel::automatic, ReviewLevel::reviewed}));

  ASSERT_TRUE(seen) << seen.error().message;
  EXPECT_EQ(seen->level, ReviewLevel::reviewed);
  EXPECT_EQ(seen->decided_at_ms, review().decided_at_ms);
  EXPECT_EQ(seen->reviewer, "Ada");
  ASSERT_EQ(seen->checks.size(), 1U);
  EXPECT_EQ(seen->checks[0].result, "passed");
}

TEST_F(ReviewTest, IsNotBelievedForAnotherPackageKeyOrLevel) {
  const std::string dsse = attested(review());
  const std::vector<ReviewKey> other{
      {.key = crypto::SigningKey::generate().public_key(), .levels = {ReviewLevel::reviewed}}};

  EXPECT_FALSE(verify_review(dsse, std::string(64, 'b'), keys({ReviewLevel::reviewed})));
  EXPECT_FALSE(verify_review(dsse, review().sha256, other));
  EXPECT_FALSE(verify_review(dsse, review().sha256, {}));
  EXPECT_FALSE(verify_review(dsse, review().sha256, keys({ReviewLevel::automatic})));
  EXPECT_FALSE(verify_review("{", review().sha256, keys({ReviewLevel::reviewed})));
}

TEST_F(ReviewTest, APayloadHasItsEightMembersAndNoOther) {
  Json payload = Json::parse(review_payload(review()).value());
  EXPECT_TRUE(parse_review(kontor::to_text(payload)));
  payload["more"] = 1;
  EXPECT_FALSE(parse_review(kontor::to_text(payload)));
  payload.erase("more");
  payload["level"] = "blessed";
  EXPECT_FALSE(parse_review(kontor::to_text(payload)));
}

TEST_F(ReviewTest, KeysAreReadFromTheirTarget) {
  const Json target{
      {"keys",
       {{{"key", hex_encode(key_.public_key().ed25519_raw())}, {"levels", {"automatic"}}}}}};

  const auto read = parse_review_keys(kontor::to_text(target));

  ASSERT_TRUE(read) << read.error().message;
  ASSERT_EQ(read->size(), 1U);
  EXPECT_FALSE(verify_review(attested(review()), review().sha256, *read));
  EXPECT_FALSE(parse_review_keys(R"({"keys": [{"key": "zz", "levels": []}]})"));
  EXPECT_FALSE(parse_review_keys("[]"));
}

}  // namespace
}  // namespace kontor::marketplace

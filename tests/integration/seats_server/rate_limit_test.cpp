#include "licensing/server/rate_limit.hpp"

#include <gtest/gtest.h>

#include "tests/support/fake_clock.hpp"

namespace kontor::licensing {

class RateLimitTest : public ::testing::Test {
 protected:
  testing::FakeClock clock_;
  RateLimit limit_{clock_, /*per_second=*/10, /*burst=*/3};
};

TEST_F(RateLimitTest, LetsABurstThroughAndThenAsManyAsTimeAllows) {
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(limit_.take("crm"));
  const Status refused = limit_.take("crm");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::exhausted);
  EXPECT_TRUE(limit_.take("another"));

  clock_.advance(100);

  EXPECT_TRUE(limit_.take("crm"));
  EXPECT_FALSE(limit_.take("crm"));
}

TEST_F(RateLimitTest, LookingCostsNothing) {
  for (int i = 0; i < 10; ++i) EXPECT_TRUE(limit_.look("crm"));
}

TEST_F(RateLimitTest, EndlesslyManyNamesShareOneBucketAndLittleMemory) {
  std::size_t let_through = 0;
  for (std::size_t i = 0; i < 2 * RateLimit::kNamesMax; ++i) {
    if (limit_.take("name " + std::to_string(i))) ++let_through;
  }
  EXPECT_LE(let_through, RateLimit::kNamesMax + 3);
}

}  // namespace kontor::licensing

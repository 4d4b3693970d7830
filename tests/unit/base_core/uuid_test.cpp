#include "base/core/uuid.hpp"

#include <gtest/gtest.h>

#include <string>

#include "tests/support/fake_clock.hpp"

namespace kontor {
namespace {

TEST(IdSource, IdsOfOneMillisecondAndOfASetBackClockStillSort) {
  testing::FakeClock clock;
  SystemRandom random;
  IdSource ids(clock, random);
  std::string last = ids.next();

  for (int i = 0; i < 10'000; ++i) {
    if (i == 5'000) clock.set_wall_clock(clock.now_ms() - 60'000);
    const std::string next = ids.next();
    ASSERT_LT(last, next);
    last = next;
  }
  EXPECT_TRUE(is_uuid(last));
  EXPECT_EQ(last[14], '7');
}

TEST(IsUuid, RefusesUpperCaseAndOtherShapes) {
  EXPECT_FALSE(is_uuid("0192D3A0-0000-7000-8000-000000000000"));
  EXPECT_FALSE(is_uuid("0192d3a0-0000-7000-8000-00000000000"));
  EXPECT_FALSE(is_uuid("0192d3a0/0000-7000-8000-000000000000"));
}

}  // namespace
}  // namespace kontor

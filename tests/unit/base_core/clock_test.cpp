#include "base/core/clock.hpp"

#include <gtest/gtest.h>

namespace kontor {
namespace {

TEST(Rfc3339, WritesUtcWithMilliseconds) {
  EXPECT_EQ(to_rfc3339(0), "1970-01-01T00:00:00.000Z");
  EXPECT_EQ(to_rfc3339(1'790'000'000'123), "2026-09-21T14:13:20.123Z");
}

TEST(Rfc3339, ReadsOffsetsAndFractions) {
  EXPECT_EQ(*parse_rfc3339("2026-09-21T14:13:20.123Z"), 1'790'000'000'123);
  EXPECT_EQ(*parse_rfc3339("2026-09-21T16:13:20+02:00"), 1'790'000'000'000);
  EXPECT_EQ(*parse_rfc3339("2024-02-29t00:00:00.5z"), 1'709'164'800'500);
}

TEST(Rfc3339, RefusesDaysThatDoNotExistAndMissingOffsets) {
  for (const char* text :
       {"2026-02-29T00:00:00Z", "2026-09-21T14:13:20", "2026-09-21", "2026-09-21T24:00:00Z",
        "2026-13-01T00:00:00Z", "2026-09-21T14:13:20.Z", "", "2026-09-21T14:13:20Zx"})
    EXPECT_FALSE(parse_rfc3339(text)) << text;
}

}  // namespace
}  // namespace kontor

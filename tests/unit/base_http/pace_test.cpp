#include "base/http/pace.hpp"

#include <gtest/gtest.h>

namespace kontor::http {
namespace {

using std::chrono::milliseconds;

constexpr Pace::Moment kStart{milliseconds(1'000'000)};

TEST(Pace, GivesAGraceAndThenTimeForWhatArrived) {
  Pace pace(kStart, /*grace_ms=*/500, /*bytes_per_ms=*/10);

  EXPECT_EQ(pace.deadline(), kStart + milliseconds(500));
  pace.received(2000);
  EXPECT_EQ(pace.deadline(), kStart + milliseconds(700));
}

TEST(Pace, AByteNowAndThenGainsNothing) {
  Pace pace(kStart, 500, 10);
  for (int byte = 0; byte < 9; ++byte) pace.received(1);

  EXPECT_EQ(pace.deadline(), kStart + milliseconds(500));
}

TEST(Pace, WithoutARateMeansOneByteAMillisecond) {
  Pace pace(kStart, 0, 0);
  pace.received(7);

  EXPECT_EQ(pace.deadline(), kStart + milliseconds(7));
}

}  // namespace
}  // namespace kontor::http

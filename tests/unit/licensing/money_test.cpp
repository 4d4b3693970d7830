#include "licensing/core/money.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace kontor::licensing {
namespace {

TEST(MoneyTest, HasTheDigitsThatIso4217GivesTheCurrency) {
  EXPECT_EQ(amount_text(13'980'000, "RUB"), "139 800.00");
  EXPECT_EQ(amount_text(1000, "JPY"), "1 000");
  EXPECT_EQ(amount_text(1234, "KWD"), "1.234");
  EXPECT_EQ(amount_text(7, "TND"), "0.007");
  EXPECT_EQ(amount_text(-1'234'567, "BHD"), "-1 234.567");
  EXPECT_EQ(amount_text(0, "XAF"), "0");
  EXPECT_EQ(money_text(1'398'000, "RUB"), "13980.00 RUB");
  EXPECT_EQ(money_text(-5, "KWD"), "-0.005 KWD");
  EXPECT_EQ(money_text(139'800, "JPY"), "139800 JPY");
}

TEST(MoneyTest, TheSmallestNumberIsWrittenToo) {
  EXPECT_EQ(amount_text(std::numeric_limits<std::int64_t>::min(), "JPY"),
            "-9 223 372 036 854 775 808");
}

}  // namespace
}  // namespace kontor::licensing

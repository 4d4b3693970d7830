#include "plugins/sms/parts.hpp"

#include <gtest/gtest.h>

namespace kontor::sms {
namespace {

std::string times(int count, const char* text) {
  std::string out;
  for (int i = 0; i < count; ++i) out += text;
  return out;
}

TEST(SmsSize, FitsAHundredAndSixtyGsmCharactersInOnePart) {
  EXPECT_EQ(measure("").parts, 0);
  EXPECT_EQ(measure("Hej! åäöÅÄÖ øæ ñ ü £").encoding, "GSM-7");
  EXPECT_EQ(measure(times(160, "a")).parts, 1);
  EXPECT_EQ(measure(times(161, "a")).parts, 2);
  EXPECT_EQ(measure(times(306, "a")).parts, 2);
  EXPECT_EQ(measure(times(307, "a")).parts, 3);
}

TEST(SmsSize, CountsExtensionCharactersTwiceAndNeverSplitsThem) {
  EXPECT_EQ(measure("€").units, 2);
  EXPECT_EQ(measure(times(80, "€")).parts, 1);
  EXPECT_EQ(measure(times(81, "€")).parts, 2);
  // 152 septets, then a sign of two that no longer fits into 153.
  EXPECT_EQ(measure(times(152, "a") + times(77, "€")).parts, 3);
}

TEST(SmsSize, GoesToSixteenBitsForOtherScripts) {
  EXPECT_EQ(measure("Привет").encoding, "UCS-2");
  EXPECT_EQ(measure(times(70, "ж")).parts, 1);
  EXPECT_EQ(measure(times(71, "ж")).parts, 2);
  EXPECT_EQ(measure("`").encoding, "UCS-2");
  EXPECT_EQ(measure("😀").units, 2);
  // 66 units, then a pair that no longer fits into 67.
  EXPECT_EQ(measure(times(66, "ж") + times(34, "😀")).parts, 3);
}

}  // namespace
}  // namespace kontor::sms

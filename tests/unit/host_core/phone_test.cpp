#include "host/core/phone.hpp"

#include <gtest/gtest.h>

namespace kontor::host {

namespace {

struct Vector {
  const char* text;
  const char* region;
  const char* number;
  PhoneFlag flag;
};

class PhoneVectors : public ::testing::TestWithParam<Vector> {};

TEST_P(PhoneVectors, BecomesTheNumberOrAFlag) {
  const Vector& vector = GetParam();

  const Phone phone = normalise_phone(vector.text, {vector.region, ""});

  EXPECT_EQ(phone.number, vector.number) << vector.text;
  EXPECT_EQ(phone.flag, vector.flag) << vector.text << ": " << phone.reason;
}

// R28 of the requirements, and what stands in people's files.
INSTANTIATE_TEST_SUITE_P(
    R28, PhoneVectors,
    ::testing::Values(Vector{"8 (912) 345-67-89", "RU", "+79123456789", PhoneFlag::none},
                      Vector{"+7 912 345 67 89", "RU", "+79123456789", PhoneFlag::none},
                      Vector{"79123456789", "RU", "+79123456789", PhoneFlag::none},
                      Vector{"9123456789", "RU", "+79123456789", PhoneFlag::none},
                      Vector{"345-67-89", "RU", "", PhoneFlag::incomplete},
                      Vector{"34-56-78", "RU", "", PhoneFlag::incomplete},
                      Vector{"0046701234567", "RU", "+46701234567", PhoneFlag::none},
                      Vector{"+46(0)70-123 45 67", "SE", "+46701234567", PhoneFlag::none},
                      Vector{"070-123 45 67", "SE", "+46701234567", PhoneFlag::none},
                      Vector{"22-33-44", "SE", "", PhoneFlag::incomplete},
                      Vector{"51 47 54 31", "DK", "+4551475431", PhoneFlag::none},
                      Vector{"22-33-44", "DK", "", PhoneFlag::incomplete},
                      Vector{"07400 123456", "GB", "+447400123456", PhoneFlag::none},
                      Vector{"22-33-44", "GB", "", PhoneFlag::incomplete},
                      Vector{"101", "RU", "101", PhoneFlag::short_number},
                      Vector{"n/a", "RU", "", PhoneFlag::invalid},
                      Vector{"-", "RU", "", PhoneFlag::invalid},
                      Vector{"ring efter 17", "SE", "", PhoneFlag::invalid},
                      Vector{"+7912", "RU", "", PhoneFlag::invalid}));

TEST(PhoneTest, KeepsTheExtensionApart) {
  const Phone english = normalise_phone("+44 20 7946 0123 ext. 45", {"GB", ""});
  const Phone russian = normalise_phone("+7 (495) 760-23-49 \u0434\u043e\u0431. 447", {});
  const Phone swedish = normalise_phone("08-501 234 56 ankn. 12", {"SE", ""});
  const Phone danish = normalise_phone("+45 33 27 12 81 lok. 86", {"DK", ""});

  EXPECT_EQ(english.number, "+442079460123");
  EXPECT_EQ(english.extension, "45");
  EXPECT_EQ(russian.number, "+74957602349");
  EXPECT_EQ(russian.extension, "447");
  EXPECT_EQ(swedish.number, "+46850123456");
  EXPECT_EQ(swedish.extension, "12");
  EXPECT_EQ(danish.number, "+4533271281");
  EXPECT_EQ(danish.extension, "86");
}

TEST(PhoneTest, CompletesACityNumberOnlyByTheCompanysAreaCode) {
  EXPECT_EQ(normalise_phone("345-67-89", {"RU", "812"}).number, "+78123456789");
  EXPECT_EQ(normalise_phone("345-67-89", {"RU", ""}).number, "");
}

TEST(PhoneTest, TakesTheFirstOfTwoNumbers) {
  const Phone phone = normalise_phone("070-123 45 67 / 070-765 43 21", {"SE", ""});

  EXPECT_EQ(phone.number, "+46701234567");
  EXPECT_EQ(phone.reason, "the first of two numbers");
}

TEST(PhoneTest, RefusesTextTooLongForANumber) {
  EXPECT_EQ(normalise_phone(std::string(101, '7')).flag, PhoneFlag::invalid);
}

TEST(PhoneTest, MatchKeyIsTheDigitsFromTheEnd) {
  EXPECT_EQ(phone_match_key("+7 912 345-67-89"), "98765432197");
}

}  // namespace

}  // namespace kontor::host

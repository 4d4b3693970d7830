#include <gtest/gtest.h>

#include <kontor/failure.hpp>

#include "plugins/sms/price.hpp"
#include "plugins/sms/quiet_hours.hpp"
#include "plugins/sms/stop_list.hpp"
#include "plugins/sms/template_text.hpp"
#include "plugins/sms/utf8.hpp"

namespace kontor::sms {
namespace {

constexpr std::int64_t kHour = 3600;
constexpr std::int64_t kWinterMidnight = 1'768'435'200;  // 2026-01-15T00:00:00Z
constexpr std::int64_t kSummerMidnight = 1'784'073'600;  // 2026-07-15T00:00:00Z
constexpr Hours kNineToEight{};

TEST(QuietHours, EndAtNineWhereTheRecipientIs) {
  EXPECT_EQ(may_send_at("+46701234567", kWinterMidnight, kNineToEight),
            kWinterMidnight + 8 * kHour);
  EXPECT_EQ(may_send_at("+46701234567", kSummerMidnight, kNineToEight),
            kSummerMidnight + 7 * kHour);
  EXPECT_EQ(may_send_at("+819012345678", kWinterMidnight, kNineToEight), kWinterMidnight)
      << "nine in Tokyo";
}

TEST(QuietHours, BeginAtEightInTheEvening) {
  const std::int64_t at_eight = kWinterMidnight + 19 * kHour;
  EXPECT_EQ(may_send_at("+46701234567", at_eight - 1, kNineToEight), at_eight - 1);
  EXPECT_EQ(may_send_at("+46701234567", at_eight, kNineToEight),
            kWinterMidnight + 24 * kHour + 8 * kHour);
}

TEST(QuietHours, HoldForAWholeCountryOfManyZones) {
  // Nine in Kaliningrad is seven in the evening in Kamchatka.
  EXPECT_EQ(may_send_at("+79121234567", kWinterMidnight, kNineToEight),
            kWinterMidnight + 7 * kHour);
  EXPECT_EQ(may_send_at("+79121234567", kWinterMidnight + 8 * kHour, kNineToEight),
            kWinterMidnight + 24 * kHour + 7 * kHour);
  EXPECT_EQ(may_send_at("+77011234567", kWinterMidnight + 4 * kHour, kNineToEight),
            kWinterMidnight + 4 * kHour)
      << "Kazakhstan has one zone";
}

TEST(QuietHours, FollowSummerTimeToTheHour) {
  const Zone sweden = zone_of("+46701234567");
  const std::int64_t change = 1'774'746'000;  // 2026-03-29T01:00:00Z
  EXPECT_EQ(west_offset(sweden, change - 1), 60);
  EXPECT_EQ(west_offset(sweden, change), 120);
}

TEST(OptOut, KnowsEachWordHoweverItIsWritten) {
  for (const char* text :
       {"STOP", "stop", " Stop! ", "StopAll", "stop all", "UNSUBSCRIBE", "cancel", "End.", "REVOKE",
        "optout", "opt-out", "quit", "Avsluta", "стоп", "Отписаться", "AFMELD"}) {
    EXPECT_EQ(wish_of(text, ""), Wish::stop) << text;
  }
  EXPECT_EQ(wish_of("Lopeta", "lopeta, fin"), Wish::stop);
  EXPECT_EQ(wish_of("fin", "lopeta, fin"), Wish::stop);
}

TEST(OptOut, IsNotSeenInASentence) {
  for (const char* text : {"", "!", "Please do not stop", "When does it end?", "ended", "No"}) {
    EXPECT_EQ(wish_of(text, ""), Wish::none) << text;
  }
  EXPECT_EQ(wish_of("Start", ""), Wish::start);
}

TEST(SmsTemplate, FillsInFieldsOrTheWordBesideThem) {
  const Json eva = {{"first_name", "Eva"}, {"region", nullptr}};
  EXPECT_EQ(filled("Hej {first_name|du}! {region|Norden} {role}.", eva), "Hej Eva! Norden .");
  EXPECT_EQ(filled("No fields", eva), "No fields");
}

TEST(SmsTemplate, RefusesAFieldItMayNotNameAndABraceWithoutItsEnd) {
  EXPECT_THROW(filled("Hej {phone}", Json::object()), Failure);
  EXPECT_THROW(filled("Hej {first_name", Json::object()), Failure);
}

TEST(SmsPrice, IsRoundedOnceForAllParts) {
  EXPECT_EQ(price_of_parts(1, 35'500), 36);
  EXPECT_EQ(price_of_parts(1000, 35'500), 35'500);
  EXPECT_EQ(price_of_parts(3, 150), 0);
  EXPECT_EQ(money_text(1205, "SEK"), "12.05 SEK");
}

TEST(BeginningOfAText, EndsWithAWholeWordAndSaysThatMoreFollows) {
  EXPECT_EQ(beginning("All of it", 9), "All of it");
  EXPECT_EQ(beginning("All of it and more", 9), "All of it…");
  EXPECT_EQ(beginning("All of it and more", 11), "All of it…");
  EXPECT_EQ(beginning("Höstrea", 2), "H…") << "no half character";
}

}  // namespace
}  // namespace kontor::sms

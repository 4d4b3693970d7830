#include "host/core/business_hours.hpp"

#include <gtest/gtest.h>

namespace kontor::host {

namespace {

TimeMs at(const char* text) { return parse_rfc3339(text).value(); }

BusinessHours hours(const Json& json) {
  auto parsed = BusinessHours::parse(json);
  EXPECT_TRUE(parsed) << (parsed ? "" : parsed.error().message);
  return parsed ? *parsed : BusinessHours::usual();
}

TEST(BusinessHoursTest, N10FourHoursFromFridayHalfPastFiveEndOnMondayAtHalfPastOne) {
  const BusinessHours moscow = BusinessHours::usual();

  EXPECT_EQ(moscow.after(at("2026-11-20T17:30:00+03:00"), 240), at("2026-11-23T13:30:00+03:00"));
  EXPECT_EQ(moscow.after(at("2026-11-20T17:30:00+03:00"), 30), at("2026-11-20T18:00:00+03:00"));
  EXPECT_EQ(moscow.after(at("2026-11-20T17:30:00+03:00"), 31), at("2026-11-23T10:01:00+03:00"));
  EXPECT_EQ(moscow.after(at("2026-11-21T12:00:00+03:00"), 1), at("2026-11-23T10:01:00+03:00"));
}

TEST(BusinessHoursTest, N10HoursAreThoseOfTheZoneBeforeAndAfterTheClocksChange) {
  const BusinessHours stockholm = hours({{"time_zone", "Europe/Stockholm"},
                                         {"monday", {{"08:00", "17:00"}}},
                                         {"friday", {{"08:00", "17:00"}}}});

  // Summer time ends on 2026-10-25, and began on 2026-03-29.
  EXPECT_EQ(stockholm.after(at("2026-10-23T16:00:00+02:00"), 120), at("2026-10-26T09:00:00+01:00"));
  EXPECT_EQ(stockholm.after(at("2026-03-27T16:00:00+01:00"), 120), at("2026-03-30T09:00:00+02:00"));
}

TEST(BusinessHoursTest, N10ADayOfTwentyFiveHoursHasThem) {
  Json json{{"time_zone", "Europe/Stockholm"}};
  for (const char* day :
       {"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"})
    json[day] = {{"00:00", "24:00"}};
  const BusinessHours always = hours(json);

  EXPECT_EQ(always.after(at("2026-10-25T00:00:00+02:00"), 25 * 60),
            at("2026-10-26T00:00:00+01:00"));
  EXPECT_EQ(always.after(at("2026-03-29T00:00:00+01:00"), 23 * 60),
            at("2026-03-30T00:00:00+02:00"));
}

TEST(BusinessHoursTest, PausesAndHolidaysDoNotCount) {
  const BusinessHours shop = hours({{"time_zone", "Europe/Copenhagen"},
                                    {"thursday", {{"09:00", "12:00"}, {"13:00", "16:00"}}},
                                    {"friday", {{"09:00", "12:00"}}},
                                    {"holidays", {"2026-12-25"}}});

  EXPECT_EQ(shop.after(at("2026-12-24T11:00:00+01:00"), 120), at("2026-12-24T14:00:00+01:00"));
  EXPECT_EQ(shop.after(at("2026-12-24T15:00:00+01:00"), 120), at("2026-12-31T10:00:00+01:00"));
}

TEST(BusinessHoursTest, WhatCannotBeKeptIsRefusedByName) {
  const auto refused = [](const Json& json) { return !BusinessHours::parse(json); };

  EXPECT_TRUE(refused({{"time_zone", "Mars/Olympus"}, {"monday", {{"10:00", "18:00"}}}}));
  EXPECT_TRUE(refused({{"time_zone", "Europe/Moscow"}}));
  EXPECT_TRUE(refused({{"time_zone", "Europe/Moscow"}, {"monday", {{"18:00", "10:00"}}}}));
  EXPECT_TRUE(refused({{"time_zone", "Europe/Moscow"}, {"monday", {{"10:00", "25:00"}}}}));
  EXPECT_TRUE(refused({{"time_zone", "Europe/Moscow"}, {"monday", {{"10:00"}}}}));
  EXPECT_TRUE(refused(
      {{"time_zone", "Europe/Moscow"}, {"monday", {{"10:00", "12:00"}, {"11:00", "13:00"}}}}));
  EXPECT_TRUE(refused({{"time_zone", "Europe/Moscow"},
                       {"monday", {{"10:00", "12:00"}}},
                       {"holidays", {"Christmas"}}}));
}

TEST(BusinessHoursTest, ItsJsonReadsBackTheSame) {
  const BusinessHours moscow = BusinessHours::usual();

  EXPECT_EQ(hours(moscow.to_json()).to_json(), moscow.to_json());
}

}  // namespace

}  // namespace kontor::host

#include "host/core/business_hours.hpp"

#include <gtest/gtest.h>

#include <cstdlib>

#include "host/core/time_zone.hpp"

namespace kontor::host {

namespace {

TimeMs at(const char* text) { return parse_rfc3339(text).value(); }

BusinessHours hours(const std::string& json) {
  auto parsed = BusinessHours::parse(Json::parse(json));
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
  const BusinessHours stockholm = hours(R"({"time_zone":"Europe/Stockholm",
      "monday":[["08:00","17:00"]],"friday":[["08:00","17:00"]]})");

  // Summer time ends on 2026-10-25, and began on 2026-03-29.
  EXPECT_EQ(stockholm.after(at("2026-10-23T16:00:00+02:00"), 120), at("2026-10-26T09:00:00+01:00"));
  EXPECT_EQ(stockholm.after(at("2026-03-27T16:00:00+01:00"), 120), at("2026-03-30T09:00:00+02:00"));
}

TEST(BusinessHoursTest, N10ADayOfTwentyFiveHoursHasThem) {
  const BusinessHours always = hours(R"({"time_zone":"Europe/Stockholm",
      "monday":[["00:00","24:00"]],"tuesday":[["00:00","24:00"]],"wednesday":[["00:00","24:00"]],
      "thursday":[["00:00","24:00"]],"friday":[["00:00","24:00"]],"saturday":[["00:00","24:00"]],
      "sunday":[["00:00","24:00"]]})");

  EXPECT_EQ(always.after(at("2026-10-25T00:00:00+02:00"), 25 * 60),
            at("2026-10-26T00:00:00+01:00"));
  EXPECT_EQ(always.after(at("2026-03-29T00:00:00+01:00"), 23 * 60),
            at("2026-03-30T00:00:00+02:00"));
}

TEST(TimeZoneTest, TheMachinesZoneIsTheOneItsClocksShow) {
  const char* const before = std::getenv("TZ");
  const std::string kept = before == nullptr ? "" : before;
  for (const char* zone : {"Asia/Tokyo", "Europe/Stockholm"}) {
    setenv("TZ", zone, 1);
    EXPECT_EQ(machine_zone(), zone);
  }
  setenv("TZ", "Etc/UTC", 1);
  EXPECT_EQ(machine_zone(), "UTC");
  if (before == nullptr) {
    unsetenv("TZ");
  } else {
    setenv("TZ", kept.c_str(), 1);
  }
}

TEST(BusinessHoursTest, PausesAndHolidaysDoNotCount) {
  const BusinessHours shop = hours(R"({"time_zone":"Europe/Copenhagen",
      "thursday":[["09:00","12:00"],["13:00","16:00"]],"friday":[["09:00","12:00"]],
      "holidays":["2026-12-25"]})");

  EXPECT_EQ(shop.after(at("2026-12-24T11:00:00+01:00"), 120), at("2026-12-24T14:00:00+01:00"));
  EXPECT_EQ(shop.after(at("2026-12-24T15:00:00+01:00"), 120), at("2026-12-31T10:00:00+01:00"));
}

TEST(BusinessHoursTest, WhatCannotBeKeptIsRefusedByName) {
  for (const char* wrong :
       {R"({"time_zone":"Mars/Olympus","monday":[["10:00","18:00"]]})",
        R"({"time_zone":"Europe/Moscow"})",
        R"({"time_zone":"Europe/Moscow","monday":[["18:00","10:00"]]})",
        R"({"time_zone":"Europe/Moscow","monday":[["10:00","25:00"]]})",
        R"({"time_zone":"Europe/Moscow","monday":[["10:00"]]})",
        R"({"time_zone":"Europe/Moscow","monday":{"10:00":"18:00"}})",
        R"({"time_zone":"Europe/Moscow","monday":[["10:00","12:00"],["11:00","13:00"]]})",
        R"({"time_zone":"Europe/Moscow","monday":[["10:00","12:00"]],"holidays":["Christmas"]})"})
    EXPECT_FALSE(BusinessHours::parse(Json::parse(wrong))) << wrong;
}

TEST(BusinessHoursTest, ItsJsonReadsBackTheSame) {
  const BusinessHours moscow = BusinessHours::usual();

  EXPECT_EQ(hours(to_text(moscow.to_json())).to_json(), moscow.to_json());
}

}  // namespace

}  // namespace kontor::host

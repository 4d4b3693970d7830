#include <gtest/gtest.h>

#include "host/core/calendar_date.hpp"
#include "host/core/day_span.hpp"
#include "host/core/search_text.hpp"

namespace kontor::host {

namespace {

TEST(CalendarDateTest, ReadsThreeStylesAndOldBirthdays) {
  for (const char* text : {"1953-03-10", "10.03.1953", "10/03/1953"}) {
    const auto day = parse_written_date(text);
    ASSERT_TRUE(day) << text;
    EXPECT_EQ(to_date_text(*day), "1953-03-10");
  }
}

TEST(CalendarDateTest, RefusesWhatIsNoDate) {
  for (const char* text :
       {"31.02.1980", "1979-13-01", "unknown", "", "1.2", "1-2-3-4", "99999-1-1"}) {
    EXPECT_FALSE(parse_written_date(text)) << text;
  }
}

TEST(SearchTextTest, FoldsCaseAccentsAndPunctuation) {
  EXPECT_EQ(fold_for_search("\u00c5sa \u00d6berg-Lind"), "asa oberg lind");
  EXPECT_EQ(fold_for_search("sv1@company.example"), "sv1 company example");
  EXPECT_EQ(fold_for_search("\u0416\u0434\u0430\u043d\u043e\u0432\u0430"),
            "\u0436\u0434\u0430\u043d\u043e\u0432\u0430");
  EXPECT_EQ(search_words("  ").size(), 0U);
}

TEST(DaySpanTest, KnowsTheDaysOfABucketAlsoInLeapYears) {
  const auto days = [](const char* part, const char* bucket) {
    const auto span = days_of_bucket(part, bucket);
    return span ? to_date_text(span->from_ms) + " " + to_date_text(span->to_ms) : "none";
  };
  EXPECT_EQ(days("day", "2024-02-28"), "2024-02-28 2024-02-29");
  EXPECT_EQ(days("week", "2026-12-28"), "2026-12-28 2027-01-04");
  EXPECT_EQ(days("month", "2024-02"), "2024-02-01 2024-03-01");
  EXPECT_EQ(days("month", "1953-12"), "1953-12-01 1954-01-01");
  EXPECT_EQ(days("quarter", "2026-Q4"), "2026-10-01 2027-01-01");
  EXPECT_EQ(days("year", "2024"), "2024-01-01 2025-01-01");
  for (const char* bucket : {"", "2026", "2026-Q5", "2026-Q0", "2026-13", "2026-Q1x"})
    EXPECT_EQ(days("quarter", bucket), "none") << bucket;
  EXPECT_EQ(days("hour", "2026-01-01"), "none");
}

TEST(DaySpanTest, CountsPeriodsFromToday) {
  const auto days = [](const char* period, const char* today) {
    const auto span = days_of_period(period, parse_date(today).value());
    return span ? to_date_text(span->from_ms) + " " + to_date_text(span->to_ms) : "none";
  };
  EXPECT_EQ(days("days_30", "2024-03-01"), "2024-02-01 2024-03-02");
  EXPECT_EQ(days("this_month", "2026-01-31"), "2026-01-01 2026-02-01");
  EXPECT_EQ(days("last_month", "2026-01-31"), "2025-12-01 2026-01-01");
  EXPECT_EQ(days("this_quarter", "2026-06-30"), "2026-04-01 2026-07-01");
  EXPECT_EQ(days("last_quarter", "2026-02-28"), "2025-10-01 2026-01-01");
  EXPECT_EQ(days("last_year", "2026-12-31"), "2025-01-01 2026-01-01");
  EXPECT_EQ(days("ever", "2026-12-31"), "none");
}

}  // namespace

}  // namespace kontor::host

#include <gtest/gtest.h>

#include "host/core/calendar_date.hpp"
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

}  // namespace

}  // namespace kontor::host

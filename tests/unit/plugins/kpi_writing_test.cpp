#include "plugins/kpi/writing.hpp"

#include <gtest/gtest.h>

namespace kontor::kpi {
namespace {

// The same as Intl.NumberFormat gives the web app (host/web/src/format.ts).
TEST(KpiWriting, WritesMoneyAsTheAppDoesInEachLanguage) {
  EXPECT_EQ(written_money(8'430'000, "SEK", "en"), "SEK\u00a084,300");
  EXPECT_EQ(written_money(13'639'679, "SEK", "en"), "SEK\u00a0136,396.79");
  EXPECT_EQ(written_money(13'639'679, "SEK", "ru"), "136\u00a0396,79\u00a0SEK");
  EXPECT_EQ(written_money(13'639'679, "SEK", "sv"), "136\u00a0396,79\u00a0SEK");
  EXPECT_EQ(written_money(13'639'679, "SEK", "da-DK"), "136.396,79\u00a0SEK");
  EXPECT_EQ(written_money(1'234'567, "JPY", "en"), "JPY\u00a01,234,567");
  EXPECT_EQ(written_money(5, "EUR", "en"), "EUR\u00a00.05");
  EXPECT_EQ(written_money(-150, "DKK", "en"), "-DKK\u00a01.50");
  EXPECT_EQ(written_money(-150, "DKK", "da"), "-1,50\u00a0DKK");
  EXPECT_EQ(written_money(-150, "DKK", "sv"), "\u22121,50\u00a0DKK");
  EXPECT_EQ(written_money(-0.2, "DKK", "en"), "DKK\u00a00");
}

TEST(KpiWriting, WritesNumbersAsTheAppDoesInEachLanguage) {
  EXPECT_EQ(written_number(1'234'567.8, "en"), "1,234,567.8");
  EXPECT_EQ(written_number(1'234'567.8, "ru"), "1\u00a0234\u00a0567,8");
  EXPECT_EQ(written_number(-1'234.46, "sv"), "\u22121\u00a0234,5");
  EXPECT_EQ(written_number(1'234.46, "da"), "1.234,5");
  EXPECT_EQ(written_number(25, "en"), "25");
  EXPECT_EQ(written_number(-0.04, "en"), "0");
  EXPECT_EQ(written_whole(1'234.4, "xx"), "1,234");
  EXPECT_EQ(written_decimal(11.111, 2, "da"), "11,11");
  EXPECT_EQ(written_decimal(0.19667, 4, "en"), "0.1967");
}

}  // namespace
}  // namespace kontor::kpi

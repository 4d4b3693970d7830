#include "host/core/csv_parser.hpp"

#include <gtest/gtest.h>

namespace kontor::host {

namespace {

std::vector<CsvRow> rows_of(std::string_view text, char delimiter = ';') {
  CsvParser parser(text, delimiter);
  std::vector<CsvRow> rows;
  while (auto row = parser.next()) rows.push_back(std::move(*row));
  return rows;
}

using Cells = std::vector<std::string>;

TEST(CsvParserTest, ReadsQuotesLineBreaksAndEveryLineEnd) {
  const auto rows = rows_of("a;\"b \"\"x\"\"; c\"\r\n\"line\none\";2\r3;\n");

  ASSERT_EQ(rows.size(), 3U);
  EXPECT_EQ(rows[0].cells, (Cells{"a", "b \"x\"; c"}));
  EXPECT_EQ(rows[1].cells, (Cells{"line\none", "2"}));
  EXPECT_EQ(rows[2].cells, (Cells{"3", ""}));
}

TEST(CsvParserTest, MarksEmptyLinesBlank) {
  const auto rows = rows_of("a;b\n\n  ; \n1;2\n");

  ASSERT_EQ(rows.size(), 4U);
  EXPECT_TRUE(rows[1].blank);
  EXPECT_TRUE(rows[2].blank);
  EXPECT_FALSE(rows[3].blank);
}

TEST(CsvParserTest, OneStrayQuoteCostsOneRow) {
  const auto rows = rows_of("1;\"open\n2;fine\n3;\"good\"\n4;\"bad\"tail\n5;last\n");

  ASSERT_EQ(rows.size(), 5U);
  EXPECT_NE(rows[0].problem, "");
  EXPECT_EQ(rows[1].cells, (Cells{"2", "fine"}));
  EXPECT_EQ(rows[2].cells, (Cells{"3", "good"}));
  EXPECT_NE(rows[3].problem, "");
  EXPECT_EQ(rows[4].cells, (Cells{"5", "last"}));
}

TEST(CsvParserTest, RefusesAFieldOverTheLimitAndGoesOn) {
  const std::string text = "1;\"" + std::string(kCsvFieldBytesMax + 1, 'x') + "\"\n2;fine\n";

  const auto rows = rows_of(text);

  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].problem, "a field is larger than 1 MB");
  EXPECT_EQ(rows[1].cells, (Cells{"2", "fine"}));
}

TEST(CsvParserTest, RefusesRowsWithNulOrBrokenText) {
  const auto rows = rows_of(std::string_view("1;a\0b\n2;\xFF\n3;c\n", 14));

  ASSERT_EQ(rows.size(), 3U);
  EXPECT_EQ(rows[0].problem, "holds a NUL character");
  EXPECT_NE(rows[1].problem, "");
  EXPECT_EQ(rows[2].problem, "");
}

TEST(CsvParserTest, GoesOnFromAnyRowStart) {
  const std::string_view text = "a;b\n\"1\n1\";2\n3;4\n";
  CsvParser first(text, ';');
  first.next();
  first.next();

  CsvParser second(text, ';', first.offset());

  EXPECT_EQ(second.next()->cells, (Cells{"3", "4"}));
}

TEST(CsvParserTest, GuessesTheDelimiter) {
  EXPECT_EQ(guess_delimiter("a;b;c\n1,5;2;3\n"), ';');
  EXPECT_EQ(guess_delimiter("a,b,c\n1;x,2,3\n"), ',');
  EXPECT_EQ(guess_delimiter("a\tb\n1\t2\n"), '\t');
  EXPECT_EQ(guess_delimiter("a|b\n1|2\n"), '|');
  EXPECT_EQ(guess_delimiter("only\none\n"), ',');
}

}  // namespace

}  // namespace kontor::host

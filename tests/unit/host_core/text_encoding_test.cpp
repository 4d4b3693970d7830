#include "host/core/text_encoding.hpp"

#include <gtest/gtest.h>

namespace kontor::host {

namespace {

std::string converted(std::string_view text, const std::string& encoding) {
  std::string whole;
  const Status done = to_utf8(text, encoding, [&](std::string_view piece) {
    whole += piece;
    return ok();
  });
  return done ? whole : "failed";
}

TEST(TextEncodingTest, TellsTheEncodingsOfPeoplesFilesApart) {
  EXPECT_EQ(detect_encoding("Anders;+46", true), "UTF-8");
  EXPECT_EQ(detect_encoding("\xC3\x85sa", true), "UTF-8");
  EXPECT_EQ(detect_encoding("\xC5sa;\xD6"
                            "berg",
                            true),
            "windows-1252");
  EXPECT_EQ(detect_encoding(
                "\xC8\xEC\xFF;\xD4\xE0\xEC\xE8\xEB\xE8\xFF;\xC2\xE5\xF0\xEE\xED\xE8\xEA\xE0", true),
            "windows-1251");
  EXPECT_EQ(detect_encoding(std::string_view("\xFF\xFE"
                                             "a\0b\0",
                                             6),
                            true),
            "UTF-16LE");
  EXPECT_EQ(detect_encoding(std::string_view("a\0b\0c\0d\0", 8), true), "UTF-16LE");
}

TEST(TextEncodingTest, ASampleMayEndInsideACharacter) {
  EXPECT_EQ(detect_encoding("\xC3\x85sa \xC3", /*whole=*/false), "UTF-8");
}

TEST(TextEncodingTest, TurnsEachIntoUtf8WithoutMark) {
  EXPECT_EQ(converted("\xC8\xEC\xFF", "windows-1251"), "\u0418\u043c\u044f");
  EXPECT_EQ(converted("\xC5sa", "windows-1252"), "\u00c5sa");
  EXPECT_EQ(converted(std::string_view("\xFF\xFE"
                                       "a\0",
                                       4),
                      "UTF-16LE"),
            "a");
  EXPECT_EQ(converted("x", "EBCDIC"), "failed");
}

TEST(TextEncodingTest, ConvertsLongTextsPieceByPiece) {
  const std::string text(300'000, '\xC8');

  EXPECT_EQ(converted(text, "windows-1251").size(), 600'000U);
}

}  // namespace

}  // namespace kontor::host

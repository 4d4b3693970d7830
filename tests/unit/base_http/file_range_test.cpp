#include <gtest/gtest.h>

#include "base/http/file_answer.hpp"

namespace kontor::http {
namespace {

TEST(FileRange, ReadsOneRange) {
  const auto middle = parse_range("bytes=2-4", 10);
  const auto open = parse_range("bytes=7-", 10);
  const auto tail = parse_range("bytes=-3", 10);

  EXPECT_EQ((*middle)->begin, 2);
  EXPECT_EQ((*middle)->count, 3);
  EXPECT_EQ((*open)->count, 3);
  EXPECT_EQ((*tail)->begin, 7);
}

TEST(FileRange, IgnoresWhatItDoesNotKnow) {
  for (const char* header :
       {"", "items=0-1", "bytes=0-1,3-4", "bytes=4-2", "bytes=x-1", "bytes=-"}) {
    const auto range = parse_range(header, 10);
    ASSERT_TRUE(range) << header;
    EXPECT_FALSE(*range) << header;
  }
}

TEST(FileRange, RefusesWhatLiesOutside) {
  EXPECT_FALSE(parse_range("bytes=10-", 10));
  EXPECT_FALSE(parse_range("bytes=-0", 10));
  EXPECT_FALSE(parse_range("bytes=0-", 0));
}

TEST(MediaType, GoesByExtension) {
  EXPECT_EQ(media_type("a/index.html"), "text/html; charset=utf-8");
  EXPECT_EQ(media_type("a.kpkg"), "application/octet-stream");
}

}  // namespace
}  // namespace kontor::http

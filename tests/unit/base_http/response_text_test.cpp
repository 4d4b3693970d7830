#include <gtest/gtest.h>

#include "base/http/event_stream.hpp"
#include "base/http/response_head.hpp"

namespace kontor::http {
namespace {

TEST(ResponseText, LeavesOutAHeaderThatWouldBreakTheLine) {
  Response response;
  response.headers = {{"x-good", "1"}, {"x-bad", "1\r\nset-cookie: a=b"}};

  const std::string head = response_head(response, 0, /*keep_alive=*/true);

  EXPECT_NE(head.find("x-good: 1\r\n"), std::string::npos);
  EXPECT_EQ(head.find("set-cookie"), std::string::npos);
  EXPECT_NE(head.find("X-Content-Type-Options: nosniff\r\n"), std::string::npos);
}

TEST(ResponseText, ComparesEntityTags) {
  EXPECT_TRUE(names_etag("\"a\", W/\"b\"", "\"b\""));
  EXPECT_TRUE(names_etag("*", "\"b\""));
  EXPECT_FALSE(names_etag("\"a\"", "\"b\""));
  EXPECT_FALSE(names_etag("*", ""));
}

TEST(EventText, WritesEveryLineOfTheData) {
  EXPECT_EQ(event_text({.id = "7", .name = "notice", .data = "a\nb\r\nc"}),
            "id: 7\nevent: notice\ndata: a\ndata: b\ndata: c\n\n");
  EXPECT_EQ(event_text({.id = "", .name = "a\ndata: x", .data = ""}),
            "event: adata: x\ndata: \n\n");
}

}  // namespace
}  // namespace kontor::http

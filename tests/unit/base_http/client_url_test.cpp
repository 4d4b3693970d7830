#include <gtest/gtest.h>

#include "base/http/client.hpp"

namespace kontor::http {
namespace {

TEST(Percent, EncodesAndDecodesAnyText) {
  EXPECT_EQ(percent_encode("a b/\xc3\xa5~"), "a%20b%2F%C3%A5~");
  EXPECT_EQ(*percent_decode("a%20b%2f%C3%A5"), "a b/\xc3\xa5");
  EXPECT_FALSE(percent_decode("%"));
  EXPECT_FALSE(percent_decode("%4"));
  EXPECT_FALSE(percent_decode("%gg"));
  EXPECT_FALSE(percent_decode("%ff"));
  EXPECT_FALSE(percent_decode("%00"));
}

TEST(ClientOrigin, IsSchemeHostAndPortOnly) {
  EXPECT_TRUE(Client::create("http://127.0.0.1:1"));
  EXPECT_FALSE(Client::create("ftp://127.0.0.1"));
  EXPECT_FALSE(Client::create("http://user@127.0.0.1"));
  EXPECT_FALSE(Client::create("http://127.0.0.1/path"));
  EXPECT_FALSE(Client::create("127.0.0.1:80"));
}

TEST(ClientRequest, RefusesToSendHeaderInjection) {
  auto client = Client::create("http://127.0.0.1:1").value();

  const auto header = client->send("GET", "/", {{"x", "a\r\nb: c"}});
  const auto target = client->send("GET", "/ HTTP/1.1\r\nx: y", {});

  EXPECT_EQ(header.error().code, ErrorCode::invalid_argument);
  EXPECT_EQ(target.error().code, ErrorCode::invalid_argument);
}

}  // namespace
}  // namespace kontor::http

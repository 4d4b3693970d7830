#include "base/http/request_head.hpp"

#include <gtest/gtest.h>

#include "base/http/response_parser.hpp"

namespace kontor::http {
namespace {

int status_of(const Error& error) {
  const auto detail = parse_json(error.detail);
  return detail ? detail->value("status", 0) : 0;
}

Result<RequestHead> parse(const std::string& fields, const std::string& line = "GET /a HTTP/1.1") {
  return parse_request_head(line + "\r\n" + fields + "\r\n", {});
}

TEST(RequestHead, ReadsMethodTargetAndFields) {
  const auto head = parse("Host: x\r\nX-One:  two \r\nAccept: a\r\nAccept: b\r\n");

  ASSERT_TRUE(head);
  EXPECT_EQ(head->method, "GET");
  EXPECT_EQ(head->target, "/a");
  EXPECT_EQ(head->headers.at("x-one"), "two");
  EXPECT_EQ(head->headers.at("accept"), "a, b");
  EXPECT_TRUE(head->keep_alive);
}

TEST(RequestHead, TakesTheAbsoluteFormAsItsPath) {
  const auto head = parse("Host: x\r\n", "GET http://x:80/a?b=1 HTTP/1.1");

  ASSERT_TRUE(head);
  EXPECT_EQ(head->target, "/a?b=1");
}

struct Refused {
  const char* line;
  const char* fields;
  int status;
};

class RefusedHead : public testing::TestWithParam<Refused> {};

TEST_P(RefusedHead, IsRefusedWithItsStatus) {
  const auto head = parse(GetParam().fields, GetParam().line);

  ASSERT_FALSE(head);
  EXPECT_EQ(status_of(head.error()), GetParam().status);
}

INSTANTIATE_TEST_SUITE_P(
    Framing, RefusedHead,
    testing::Values(
        Refused{"POST / HTTP/1.1", "Host: x\r\nContent-Length: 1\r\nContent-Length: 1\r\n", 400},
        Refused{"POST / HTTP/1.1", "Host: x\r\nContent-Length: 1, 1\r\n", 400},
        Refused{"POST / HTTP/1.1", "Host: x\r\nContent-Length: +1\r\n", 400},
        Refused{"POST / HTTP/1.1", "Host: x\r\nContent-Length: 0x1\r\n", 400},
        Refused{"POST / HTTP/1.1", "Host: x\r\nContent-Length:\r\n", 400},
        Refused{"POST / HTTP/1.1", "Host: x\r\nContent-Length: 99999999999999999999\r\n", 400},
        Refused{"POST / HTTP/1.1", "Host: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n",
                400},
        Refused{"POST / HTTP/1.1",
                "Host: x\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n", 400},
        Refused{"POST / HTTP/1.1", "Host: x\r\nTransfer-Encoding: gzip, chunked\r\n", 501},
        Refused{"POST / HTTP/1.1", "Host: x\r\nTransfer-Encoding : chunked\r\n", 400},
        Refused{"POST / HTTP/1.1",
                "Host: x\r\nTransfer-Encoding: \x0b"
                "chunked\r\n",
                400},
        Refused{"POST / HTTP/1.0", "Transfer-Encoding: chunked\r\n", 400},
        Refused{"GET / HTTP/1.1", "Host: x\r\n Folded: y\r\n", 400},
        Refused{"GET / HTTP/1.1", "Host: x\nX: y\r\n", 400},
        Refused{"GET / HTTP/1.1", "Host: x\r\nX: a\rb\r\n", 400},
        Refused{"GET / HTTP/1.1", "", 400},
        Refused{"GET / HTTP/1.1", "Host: x\r\nHost: x\r\n", 400},
        Refused{"GET / HTTP/2.0", "Host: x\r\n", 505},
        Refused{"GET / HTTP/1.1 ", "Host: x\r\n", 400}, Refused{"GET /", "Host: x\r\n", 400},
        Refused{"GET a HTTP/1.1", "Host: x\r\n", 400},
        Refused{"GET /\xc3\xa5 HTTP/1.1", "Host: x\r\n", 400},
        Refused{"G@T / HTTP/1.1", "Host: x\r\n", 400},
        Refused{"GET / HTTP/1.1", "Host: x\r\nExpect: miracles\r\n", 417}));

TEST(RequestHead, LimitsTargetFieldsAndSize) {
  const HeadLimits limits{.header_bytes_max = 200, .target_bytes_max = 100};
  std::string many;
  for (int i = 0; i < 101; ++i) many += "X" + std::to_string(i) + ": y\r\n";

  EXPECT_EQ(status_of(head_size("GET /" + std::string(300, 'a'), limits).error()), 414);
  EXPECT_EQ(status_of(head_size("GET / HTTP/1.1\r\nX: " + std::string(200, 'a'), limits).error()),
            431);
  EXPECT_EQ(status_of(parse("Host: x\r\n" + many).error()), 431);
  EXPECT_FALSE(*head_size("GET / HTTP/1.1\r\nHost:", limits));
  EXPECT_EQ(**head_size("GET / HTTP/1.1\r\n\r\nrest", limits), 18U);
}

TEST(RequestHead, FollowsTheConnectionField) {
  EXPECT_FALSE(parse("Host: x\r\nConnection: close\r\n")->keep_alive);
  EXPECT_FALSE(parse("", "GET / HTTP/1.0")->keep_alive);
  EXPECT_TRUE(parse("Connection: Keep-Alive\r\n", "GET / HTTP/1.0")->keep_alive);
  EXPECT_TRUE(parse("Host: x\r\nExpect: 100-Continue\r\n")->expects_continue);
}

TEST(ResponseHead, RefusesWhatIsNotHttpOrAmbiguous) {
  EXPECT_FALSE(parse_response_head("SSH-2.0\r\n\r\n"));
  EXPECT_FALSE(parse_response_head("HTTP/1.1 2xx OK\r\n\r\n"));
  EXPECT_FALSE(parse_response_head(
      "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n"));
  EXPECT_EQ(parse_response_head("HTTP/1.1 204 No Content\r\n\r\n")->status, 204);
}

}  // namespace
}  // namespace kontor::http

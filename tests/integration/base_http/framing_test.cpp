#include "tests/integration/base_http/http_fixture.hpp"

namespace kontor::http {
namespace {

using testing::RawSocket;

class FramingTest : public HttpFixture {};

constexpr char kSmuggled[] = "GET /slow HTTP/1.1\r\nHost: x\r\n\r\n";

TEST_F(FramingTest, RefusesAmbiguousLengthsAndClosesSoThatNothingIsSmuggled) {
  for (const std::string fields :
       {"Content-Length: 4\r\nContent-Length: 40\r\n",
        "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n", "Transfer-Encoding: xchunked\r\n",
        "Content-Length: 4, 40\r\n", "Content-Length : 4\r\n"}) {
    RawSocket socket(port());
    socket.send("POST /echo HTTP/1.1\r\nHost: x\r\n" + fields + "\r\n0\r\n\r\n" + kSmuggled);

    const std::string all = socket.read_to_end();

    EXPECT_TRUE(all.starts_with("HTTP/1.1 400") || all.starts_with("HTTP/1.1 501"))
        << fields << all;
    EXPECT_NE(all.find("application/problem+json"), std::string::npos);
    EXPECT_EQ(all.find("HTTP/1.1", 5), std::string::npos) << "a second answer came: " << all;
  }
  EXPECT_EQ(handled_, 0);
}

TEST_F(FramingTest, AnswersOverlongTargetsAndHeadersWithAProblem) {
  const std::string target =
      exchange("GET /" + std::string(5000, 'a') + " HTTP/1.1\r\nHost: x\r\n\r\n");
  const std::string header =
      exchange("GET /echo HTTP/1.1\r\nHost: x\r\nX: " + std::string(20000, 'a') + "\r\n\r\n");
  const std::string endless = exchange("GET /echo HTTP/1.1\r\nX: " + std::string(60000, 'a'));

  EXPECT_TRUE(target.starts_with("HTTP/1.1 414 ")) << target;
  EXPECT_TRUE(header.starts_with("HTTP/1.1 431 ")) << header;
  EXPECT_TRUE(endless.starts_with("HTTP/1.1 431 ")) << endless;
  EXPECT_NE(target.find("urn:kontor:problem:target-too-long"), std::string::npos);
}

TEST_F(FramingTest, RefusesABodyOverTheLimitAndKeepsTheConnectionForAShortOne) {
  RawSocket socket(port());
  socket.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 1001\r\n\r\n" +
              std::string(1001, 'a'));
  const std::string refused = socket.read_answer();
  socket.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nok");

  EXPECT_TRUE(refused.starts_with("HTTP/1.1 413 ")) << refused;
  EXPECT_TRUE(socket.read_answer().ends_with("\r\n\r\nok"));
}

TEST_F(FramingTest, RefusesAHugeBodyWithoutReadingItAndCloses) {
  RawSocket socket(port());
  socket.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 100000000\r\n\r\n");

  const std::string answer = socket.read_to_end();

  EXPECT_TRUE(answer.starts_with("HTTP/1.1 413 ")) << answer;
  EXPECT_NE(answer.find("Connection: close"), std::string::npos);
}

// The server's last read is full then, and nothing comes behind it.
TEST_F(FramingTest, ABodyThatEndsWithABlockLeavesTheConnectionForTheNextRequest) {
  constexpr std::size_t kBlock = 16384;
  RawSocket socket(port());
  for (int time = 0; time < 20; ++time) {
    const std::string body(kBlock * 16, 'a');
    socket.send("POST /big HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer good\r\nContent-Length: " +
                std::to_string(body.size()) + "\r\n\r\n");
    socket.send(body);
    ASSERT_TRUE(socket.read_answer().starts_with("HTTP/1.1 200 ")) << time;
  }
  socket.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nok");

  EXPECT_TRUE(socket.read_answer().ends_with("\r\n\r\nok"));
}

// Each byte may be news to a connection that is at work on the one before.
TEST_F(FramingTest, AHeadMayComeByteAfterByte) {
  RawSocket socket(port());
  for (const char c : "GET /echo HTTP/1.1\r\nHost: x\r\nX: " + std::string(8000, 'a') + "\r\n\r\n")
    socket.send(std::string(1, c));

  EXPECT_TRUE(socket.read_answer().starts_with("HTTP/1.1 200 "));
}

TEST_F(FramingTest, TakesChunkedBodiesWithinTheLimit) {
  const std::string head = "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: Chunked\r\n\r\n";

  const std::string good = exchange(head + "5;a=b\r\nhello\r\n6\r\n world\r\n0\r\nX: y\r\n\r\n");
  const std::string long_one =
      exchange(head + "3e9\r\n" + std::string(1001, 'a') + "\r\n0\r\n\r\n");
  const std::string no_end = exchange(head + "5\r\nhelloXX0\r\n\r\n");
  const std::string not_hex = exchange(head + "zz\r\nhello\r\n0\r\n\r\n");
  const std::string signed_one = exchange(head + "+5\r\nhello\r\n0\r\n\r\n");

  EXPECT_TRUE(good.ends_with("\r\n\r\nhello world")) << good;
  EXPECT_TRUE(long_one.starts_with("HTTP/1.1 413 ")) << long_one;
  EXPECT_TRUE(no_end.starts_with("HTTP/1.1 400 ")) << no_end;
  EXPECT_TRUE(not_hex.starts_with("HTTP/1.1 400 ")) << not_hex;
  EXPECT_TRUE(signed_one.starts_with("HTTP/1.1 400 ")) << signed_one;
}

TEST_F(FramingTest, InvitesABodyThatIsWelcomeAndRefusesOthersUnread) {
  RawSocket welcome(port());
  welcome.send(
      "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(welcome.read_until("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
  welcome.send("ok");
  EXPECT_TRUE(welcome.read_answer().ends_with("ok"));

  const std::string refused = exchange(
      "POST /big HTTP/1.1\r\nHost: x\r\nContent-Length: 2000000\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_TRUE(refused.starts_with("HTTP/1.1 401 ")) << refused;
}

TEST_F(FramingTest, AnswersPipelinedRequestsInOrder) {
  RawSocket socket(port());
  socket.send(
      "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\none"
      "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\ntwo");

  EXPECT_TRUE(socket.read_answer().ends_with("one"));
  EXPECT_TRUE(socket.read_answer().ends_with("two"));
}

TEST_F(FramingTest, GivesASlowClientATimeoutAndNotAThreadForEver) {
  start({.threads = 4, .request_timeout_ms = 200});
  RawSocket head(port());
  head.send("GET /echo HT");
  RawSocket body(port());
  body.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nhalf");

  EXPECT_TRUE(head.read_to_end().starts_with("HTTP/1.1 408 "));
  EXPECT_TRUE(body.read_to_end().starts_with("HTTP/1.1 408 "));
}

TEST_F(FramingTest, SurvivesAClientThatLeavesInTheMiddle) {
  for (const char* part :
       {"", "GET", "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\na"}) {
    RawSocket socket(port());
    socket.send(part);
  }
  EXPECT_EQ(client()->get("/echo")->body, "hello");
}

}  // namespace
}  // namespace kontor::http

#include "tests/integration/base_http/http_fixture.hpp"

namespace kontor::http {
namespace {

using testing::RawSocket;

class EventStreamTest : public HttpFixture {};

TEST_F(EventStreamTest, StreamsEventsUntilTheSourceEnds) {
  RawSocket socket(port());
  socket.send("GET /events HTTP/1.1\r\nHost: x\r\n\r\n");

  const std::string all = socket.read_to_end();

  EXPECT_NE(all.find("content-type: text/event-stream\r\n"), std::string::npos) << all;
  EXPECT_NE(all.find("event: tick\ndata: 3\n\nevent: tick\ndata: 2\n\nevent: tick\ndata: 1\n\n"),
            std::string::npos)
      << all;
}

TEST_F(EventStreamTest, EndsWhenTheClientLeavesOrTheServerStops) {
  events_left_ = 1'000'000'000;
  RawSocket stays(port());
  {
    RawSocket leaves(port());
    leaves.send("GET /events HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_NE(leaves.read_until("tick"), "");
  }
  stays.send("GET /events HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_NE(stays.read_until("tick"), "");

  const auto begin = std::chrono::steady_clock::now();
  server_->stop(5000);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(4));
}

}  // namespace
}  // namespace kontor::http

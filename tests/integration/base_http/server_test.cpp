#include <chrono>
#include <thread>

#include "tests/integration/base_http/http_fixture.hpp"

namespace kontor::http {
namespace {

using testing::RawSocket;

class ServerTest : public HttpFixture {};

constexpr char kHello[] = "GET /echo HTTP/1.1\r\nHost: x\r\n\r\n";

TEST_F(ServerTest, KeepsOneConnectionForManyRequests) {
  RawSocket socket(port());
  for (int i = 0; i < 100; ++i) {
    ASSERT_TRUE(socket.send(kHello));
    ASSERT_TRUE(socket.read_answer().ends_with("hello")) << i;
  }
}

TEST_F(ServerTest, ServesAHundredKeepAliveConnectionsWithFourThreads) {
  start({.threads = 4});
  std::vector<std::unique_ptr<RawSocket>> sockets;
  for (int i = 0; i < 100; ++i) sockets.push_back(std::make_unique<RawSocket>(port()));
  for (int round = 0; round < 3; ++round) {
    for (auto& socket : sockets) ASSERT_TRUE(socket->send(kHello));
    for (auto& socket : sockets) ASSERT_TRUE(socket->read_answer().ends_with("hello"));
  }
}

TEST_F(ServerTest, MakesRoomByEndingTheConnectionThatIsIdleLongest) {
  // Two threads keep two connections busy at most, so that each loop's share has idle ones.
  start({.threads = 2, .connections_max = 16, .idle_timeout_ms = 60000});
  std::vector<std::unique_ptr<RawSocket>> sockets;
  for (int i = 0; i < 40; ++i) {
    sockets.push_back(std::make_unique<RawSocket>(port()));
    ASSERT_TRUE(sockets.back()->send(kHello));
    ASSERT_TRUE(sockets.back()->read_answer().ends_with("hello")) << "connection " << i;
  }
}

TEST_F(ServerTest, KeepsSlowHeadsAwayFromItsThreads) {
  start({.threads = 1});
  std::vector<std::unique_ptr<RawSocket>> slow;
  for (int i = 0; i < 20; ++i) {
    slow.push_back(std::make_unique<RawSocket>(port()));
    ASSERT_TRUE(slow.back()->send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n"));
  }

  EXPECT_EQ(client()->get("/echo")->body, "hello");
}

TEST_F(ServerTest, AddsTheHeadersEveryAnswerHas) {
  const Response answer = *client()->get("/echo", {{"x-request-id", "abc-1"}});
  const Response missing = *client()->get("/nothing");
  const Response dirty = *client()->get("/echo", {{"x-request-id", "a b\"c"}});

  EXPECT_EQ(answer.headers.at("x-request-id"), "abc-1");
  EXPECT_EQ(answer.headers.at("x-content-type-options"), "nosniff");
  EXPECT_EQ(missing.headers.at("content-type"), "application/problem+json");
  EXPECT_EQ(dirty.headers.at("x-request-id").size(), 36U);
}

TEST_F(ServerTest, AnswersHeadWithoutABodyAndKeepsTheConnection) {
  RawSocket socket(port());
  socket.send("HEAD /echo HTTP/1.1\r\nHost: x\r\n\r\n");
  const std::string head = socket.read_until("\r\n\r\n");
  socket.send(kHello);

  EXPECT_NE(head.find("Content-Length: 5\r\n"), std::string::npos) << head;
  EXPECT_TRUE(socket.read_answer().ends_with("hello"));
}

TEST_F(ServerTest, AnswersNotModifiedForAKnownEntityTag) {
  const Response known = *client()->get("/echo", {{"if-none-match", "W/\"v1\""}});

  EXPECT_EQ(known.status, 304);
  EXPECT_EQ(known.body, "");
}

TEST_F(ServerTest, SaysWhichMethodsAnAddressTakes) {
  const Response answer = *client()->send("DELETE", "/echo");

  EXPECT_EQ(answer.status, 405);
  EXPECT_EQ(answer.headers.at("allow"), "POST, GET, HEAD");
}

TEST_F(ServerTest, HasTheOperationalRoutes) {
  auto one = client();
  for (const char* path : {"/healthz", "/readyz", "/openapi.json", "/reference", "/metrics"}) {
    EXPECT_EQ(one->get(path)->status, 200) << path;
  }
  const std::string metrics = one->get("/metrics")->body;
  EXPECT_NE(metrics.find("kontor_http_requests_total"), std::string::npos);
  EXPECT_NE(metrics.find("kontor_http_request_duration_seconds_bucket"), std::string::npos);
  EXPECT_EQ(one->get("/reference")->body.find("<script"), std::string::npos);
}

TEST_F(ServerTest, StopsGracefully) {
  RawSocket idle(port());
  RawSocket busy(port());
  busy.send("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n");
  wait_for_slow_request();

  std::thread stopper([this] { server_->stop(10000); });
  EXPECT_EQ(idle.read_to_end(), "");  // Idle connections end at once …
  release();
  const std::string answer = busy.read_to_end();  // … a request in flight is answered.
  stopper.join();

  EXPECT_TRUE(answer.ends_with("late")) << answer;
  EXPECT_FALSE(client()->get("/echo"));
}

TEST_F(ServerTest, KeepsALargeBodyInAFileAndRemovesItAfterwards) {
  const std::string body(3'000'000, 'x');

  const auto taken = client()->send("POST", "/big", {{"authorization", "Bearer good"}}, body);

  ASSERT_TRUE(taken) << taken.error().message;
  const Json answer = *parse_json(taken->body);
  EXPECT_EQ(answer["bytes"], 3'000'000);
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(5);
  while (std::filesystem::exists(answer["file"].get<std::string>()) &&
         std::chrono::steady_clock::now() < deadline) {
    std::this_thread::yield();
  }
  EXPECT_TRUE(std::filesystem::is_empty(folder_));
}

TEST_F(ServerTest, AsksForALoginBeforeItReadsALargeBody) {
  const auto refused = client()->send("POST", "/big", {}, std::string(4'000'000, 'x'));

  ASSERT_TRUE(refused) << refused.error().message;
  EXPECT_EQ(refused->status, 401);
  EXPECT_TRUE(std::filesystem::is_empty(folder_));
}

TEST_F(ServerTest, SaysWhyItCannotListen) {
  const auto second = Server::start(router_, {.port = port()});

  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, ErrorCode::unavailable);
}

}  // namespace
}  // namespace kontor::http

#include <unistd.h>

#include <atomic>
#include <chrono>

#include "tests/integration/tuf_client/client_fixture.hpp"

// Servers that take their time, against the client's real sockets with short limits.
namespace kontor::testing {
namespace {

using http::Client;

Status fetch(const std::string& origin, const http::ClientOptions& options) {
  const auto client = Client::create(origin, options);
  return (*client)->download("/file", 1 << 20, [](std::string_view) { return ok(); });
}

TEST(SlowServer, ATrickleIsGivenUpAlthoughSomethingAlwaysArrives) {
  std::atomic<bool> over{false};
  WebServer server([&over](int socket, const std::string&) {
    WebServer::send(socket, "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n");
    while (!over && WebServer::send(socket, "x")) ::usleep(1000);
  });
  const auto begin = std::chrono::steady_clock::now();

  const Status got = fetch(server.url(), {.timeout_ms = 100, .bytes_per_ms_min = 8});
  over = true;

  ASSERT_FALSE(got);
  EXPECT_EQ(got.error().code, ErrorCode::unavailable);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(10));
}

TEST(SlowServer, ASilentOneIsGivenUpBeforeAndAfterItsFirstByte) {
  for (const char* first : {"", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab"}) {
    WebServer server([first](int socket, const std::string&) { WebServer::send(socket, first); });

    EXPECT_FALSE(fetch(server.url(), {.timeout_ms = 50}));
  }
}

TEST(SlowServer, ALongFileThatKeepsThePaceMayTakeLongerThanTheGrace) {
  WebServer server([](int socket, const std::string&) {
    WebServer::send(socket, "HTTP/1.1 200 OK\r\nContent-Length: 300000\r\n\r\n");
    for (int part = 0; part < 30; ++part) {
      WebServer::send(socket, std::string(10000, 'x'));
      ::usleep(10000);
    }
  });

  EXPECT_TRUE(fetch(server.url(), {.timeout_ms = 200, .bytes_per_ms_min = 1}));
}

}  // namespace
}  // namespace kontor::testing

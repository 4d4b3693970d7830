#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <cstdlib>
#include <filesystem>
#include <mutex>

#include "base/core/log.hpp"
#include "base/http/client.hpp"
#include "base/http/server.hpp"
#include "tests/support/raw_socket.hpp"

namespace kontor::http {

// A server on a free port with a few routes: /echo (POST, up to 1000 bytes), /big (POST,
// up to 8 MiB, needs a token), /file/{name}, /slow (waits for release()), /events.
class HttpFixture : public ::testing::Test {
 protected:
  HttpFixture() {
    log::set_level(log::Level::error);
    std::string folder = "/tmp/kontor-http-XXXXXX";
    folder_ = ::mkdtemp(folder.data());
    add_routes();
    start({.threads = 16, .idle_timeout_ms = 10000, .request_timeout_ms = 10000});
  }
  ~HttpFixture() override {
    release();
    server_.reset();
    std::filesystem::remove_all(folder_);
  }

  void start(const ServerOptions& options) {
    server_.reset();
    auto started = Server::start(router_, options);
    ASSERT_TRUE(started) << started.error().message;
    server_ = std::move(*started);
  }
  std::uint16_t port() const { return server_->port(); }
  std::string origin() const { return "http://127.0.0.1:" + std::to_string(port()); }
  std::unique_ptr<Client> client() const { return Client::create(origin()).value(); }
  // Sends `bytes` on a connection of its own and returns all that comes back.
  std::string exchange(const std::string& bytes) const {
    testing::RawSocket socket(port());
    socket.send(bytes);
    return socket.read_answer();
  }
  void release() {
    const std::lock_guard lock(mutex_);
    released_ = true;
    changed_.notify_all();
  }
  void wait_for_slow_request() {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, std::chrono::seconds(10), [this] { return slow_requests_ > 0; });
  }

  Router router_;
  std::filesystem::path folder_;
  std::unique_ptr<Server> server_;
  std::atomic<int> handled_{0};
  std::atomic<int> events_left_{3};

 private:
  void add_routes() {
    const Auth open = Auth::anonymous("a test");
    router_.add({.method = "POST",
                 .path = "/echo",
                 .auth = open,
                 .handler = [this](const Request& request) -> Result<Response> {
                   ++handled_;
                   return Response::text(request.body);
                 },
                 .summary = "Says it again.",
                 .body_bytes_max = 1000});
    router_.add({.method = "GET",
                 .path = "/echo",
                 .auth = open,
                 .handler = [](const Request&) -> Result<Response> {
                   Response response = Response::text("hello");
                   response.headers["etag"] = "\"v1\"";
                   return response;
                 },
                 .summary = "Says hello."});
    router_.add({.method = "POST",
                 .path = "/big",
                 .auth = Auth("token",
                              [](const Request& request) -> Result<std::any> {
                                if (request.header("authorization") == "Bearer good") {
                                  return std::any{};
                                }
                                return Error{ErrorCode::unauthenticated, "log in first"};
                              }),
                 .handler = [](const Request& request) -> Result<Response> {
                   return Response::json({{"bytes", std::filesystem::file_size(request.body_file)},
                                          {"file", request.body_file.string()}});
                 },
                 .summary = "Takes much.",
                 .body_bytes_max = std::size_t{8} << 20,
                 .spool_folder = folder_});
    router_.add({.method = "GET",
                 .path = "/file/{name}",
                 .auth = open,
                 .handler = [this](const Request& request) -> Result<Response> {
                   return Response{.file = folder_ / request.path.at("name")};
                 },
                 .summary = "Sends a file."});
    router_.add({.method = "GET",
                 .path = "/slow",
                 .auth = open,
                 .handler = [this](const Request&) -> Result<Response> {
                   std::unique_lock lock(mutex_);
                   ++slow_requests_;
                   changed_.notify_all();
                   changed_.wait_for(lock, std::chrono::seconds(10), [this] { return released_; });
                   return Response::text("late");
                 },
                 .summary = "Waits."});
    router_.add({.method = "GET",
                 .path = "/events",
                 .auth = open,
                 .handler = [this](const Request&) -> Result<Response> {
                   Response response;
                   response.events = [this]() -> Result<std::vector<Event>> {
                     if (events_left_ <= 0) return Error{ErrorCode::unavailable, "over"};
                     return std::vector<Event>{
                         {.id = "", .name = "tick", .data = std::to_string(events_left_--)}};
                   };
                   return response;
                 },
                 .summary = "Streams."});
    add_operational_routes(router_, "Test server", [] { return ok(); });
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  bool released_ = false;
  int slow_requests_ = 0;
};

}  // namespace kontor::http

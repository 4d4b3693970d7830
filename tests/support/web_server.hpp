#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace kontor::testing {

// A web server that may say anything: `answer` gets each request's target as it stood on the
// wire and writes what it likes to the socket. One thread a connection; keeps connections open.
class WebServer {
 public:
  // Sends all of it; false when the client is gone.
  static bool send(int socket, std::string_view bytes);
  static std::string ok(const std::string& body);  // 200 with a length.
  static std::string not_found();

  using Answer = std::function<void(int socket, const std::string& target)>;
  explicit WebServer(Answer answer);
  ~WebServer();
  WebServer(const WebServer&) = delete;
  WebServer& operator=(const WebServer&) = delete;

  std::uint16_t port() const { return port_; }
  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }
  std::vector<std::string> take_requests();  // Targets asked for since the last call.
  int connections() const { return connections_; }

 private:
  void accept_all();
  void serve(int socket);

  Answer answer_;
  int listener_ = -1;
  std::uint16_t port_ = 0;
  std::atomic<int> connections_{0};
  std::mutex mutex_;  // Guards what follows.
  std::vector<std::string> requests_;
  std::vector<int> sockets_;
  std::vector<std::thread> threads_;
  bool stopping_ = false;
  std::thread acceptor_;  // Last: it uses all the others.
};

}  // namespace kontor::testing

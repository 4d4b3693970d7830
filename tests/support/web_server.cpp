#include "tests/support/web_server.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <utility>

#include "tests/support/loopback_listener.hpp"

namespace kontor::testing {

bool WebServer::send(int socket, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

std::string WebServer::ok(const std::string& body) {
  return "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

std::string WebServer::not_found() { return "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"; }

WebServer::WebServer(Answer answer) : answer_(std::move(answer)) {
  const LoopbackListener listening = listen_on_loopback();
  listener_ = listening.socket;
  port_ = listening.port;
  acceptor_ = std::thread([this] { accept_all(); });
}

WebServer::~WebServer() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    ::shutdown(listener_, SHUT_RDWR);
    for (const int socket : sockets_) ::shutdown(socket, SHUT_RDWR);
  }
  acceptor_.join();
  for (std::thread& thread : threads_) thread.join();
  for (const int socket : sockets_) ::close(socket);
  ::close(listener_);
}

std::vector<std::string> WebServer::take_requests() {
  const std::lock_guard lock(mutex_);
  return std::exchange(requests_, {});
}

void WebServer::accept_all() {
  while (true) {
    const int socket = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    const std::lock_guard lock(mutex_);
    if (socket < 0 || stopping_) {
      if (socket >= 0) ::close(socket);
      return;
    }
    ++connections_;
    sockets_.push_back(socket);
    threads_.emplace_back([this, socket] { serve(socket); });
  }
}

void WebServer::serve(int socket) {
  std::string received;
  std::array<char, 4096> block{};
  while (true) {
    const std::size_t end = received.find("\r\n\r\n");
    if (end == std::string::npos) {
      const ssize_t got = ::recv(socket, block.data(), block.size(), 0);
      if (got <= 0) return;
      received.append(block.data(), static_cast<std::size_t>(got));
      continue;
    }
    const std::size_t begin = received.find(' ') + 1;
    const std::string target = received.substr(begin, received.find(' ', begin) - begin);
    received.erase(0, end + 4);
    {
      const std::lock_guard lock(mutex_);
      requests_.push_back(target);
    }
    answer_(socket, target);
  }
}

}  // namespace kontor::testing

#include "tests/support/raw_socket.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <utility>

namespace kontor::testing {

RawSocket::RawSocket(std::uint16_t port) : descriptor_(::socket(AF_INET, SOCK_STREAM, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(descriptor_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
    ::close(descriptor_);
    descriptor_ = -1;
  }
}

RawSocket::~RawSocket() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

bool RawSocket::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

bool RawSocket::read_some() {
  pollfd entry{descriptor_, POLLIN, 0};
  if (::poll(&entry, 1, 10000) <= 0) return false;
  std::array<char, 16384> block{};
  const ssize_t got = ::recv(descriptor_, block.data(), block.size(), 0);
  if (got <= 0) return false;
  buffer_.append(block.data(), static_cast<std::size_t>(got));
  return true;
}

std::string RawSocket::read_until(std::string_view end) {
  while (buffer_.find(end) == std::string::npos) {
    if (!read_some()) return {};
  }
  const std::size_t size = buffer_.find(end) + end.size();
  std::string text = buffer_.substr(0, size);
  buffer_.erase(0, size);
  return text;
}

std::string RawSocket::read_answer() {
  std::string answer = read_until("\r\n\r\n");
  const std::size_t at = answer.find("Content-Length: ");
  if (at == std::string::npos) return answer;
  const auto length = static_cast<std::size_t>(std::strtoul(answer.c_str() + at + 16, nullptr, 10));
  while (buffer_.size() < length) {
    if (!read_some()) return {};
  }
  answer += buffer_.substr(0, length);
  buffer_.erase(0, length);
  return answer;
}

void RawSocket::stop_sending() { ::shutdown(descriptor_, SHUT_WR); }

std::string RawSocket::read_to_end() {
  while (read_some()) {
  }
  return std::exchange(buffer_, {});
}

bool RawSocket::is_open() {
  pollfd entry{descriptor_, POLLIN, 0};
  if (::poll(&entry, 1, 0) == 0) return true;
  char byte = 0;
  return ::recv(descriptor_, &byte, 1, MSG_PEEK | MSG_DONTWAIT) > 0;
}

}  // namespace kontor::testing

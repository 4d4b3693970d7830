#include "line.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>

namespace kontor::sms::smpp {
namespace {

constexpr int kBlocksAtOnce = 2;  // What they hold is written down before more is read.
constexpr std::size_t kUnsentBytesMax = std::size_t{1} << 20;

}  // namespace

Line::Line(int socket, SessionOptions options, std::uint32_t bind_command, TimeMs now)
    : socket_(socket), session_(std::move(options), bind_command, now) {}

Line::~Line() { ::close(socket_); }

void Line::read(TimeMs now) {
  std::array<char, 32768> block{};
  for (int blocks = 0; blocks < kBlocksAtOnce && session_.state() != Session::State::closed;) {
    const ssize_t got = ::recv(socket_, block.data(), block.size(), MSG_DONTWAIT);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return;
    if (got <= 0) {
      session_.disconnect("the connection to the SMSC broke");
      return;
    }
    ++blocks;
    session_.feed({block.data(), static_cast<std::size_t>(got)}, now);
    if (static_cast<std::size_t>(got) < block.size()) return;
  }
}

void Line::write() {
  unsent_ += session_.take_output();
  while (!unsent_.empty()) {
    const ssize_t sent =
        ::send(socket_, unsent_.data(), unsent_.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
      if (unsent_.size() > kUnsentBytesMax) session_.disconnect("the SMSC hears nothing we say");
      return;
    }
    if (sent <= 0) {
      session_.disconnect("the connection to the SMSC broke");
      return;
    }
    session_.wrote(static_cast<std::size_t>(sent));
    unsent_.erase(0, static_cast<std::size_t>(sent));
  }
}

}  // namespace kontor::sms::smpp

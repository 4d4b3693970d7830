#include "host/plugins/smtp_conversation.hpp"

#include <poll.h>
#include <sys/socket.h>

#include <array>

namespace kontor::host {
namespace {

constexpr std::size_t kLineBytesMax = 4096;
constexpr int kLinesMax = 64;

Error silent() { return {ErrorCode::unavailable, "the mail server does not answer"}; }

}  // namespace

Status SmtpConversation::send(std::string_view bytes) {
  while (!bytes.empty()) {
    pollfd watched{socket_.get(), POLLOUT, 0};
    if (::poll(&watched, 1, timeout_ms_) <= 0) return silent();
    const ssize_t sent =
        ::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent <= 0) return silent();
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return ok();
}

Result<std::string> SmtpConversation::read_line() {
  for (;;) {
    if (const auto end = buffer_.find("\r\n"); end != buffer_.npos) {
      std::string line = buffer_.substr(0, end);
      buffer_.erase(0, end + 2);
      return line;
    }
    if (buffer_.size() > kLineBytesMax) return silent();
    pollfd watched{socket_.get(), POLLIN, 0};
    if (::poll(&watched, 1, timeout_ms_) <= 0) return silent();
    std::array<char, 1024> piece{};
    const ssize_t count = ::recv(socket_.get(), piece.data(), piece.size(), 0);
    if (count <= 0) return silent();
    buffer_.append(piece.data(), static_cast<std::size_t>(count));
  }
}

Result<std::string> SmtpConversation::ask(const std::string& line, char wanted) {
  if (!line.empty()) TRY(send(line + "\r\n"));
  std::string reply;
  for (int lines = 0; lines < kLinesMax; ++lines) {
    const std::string part = TRY(read_line());
    reply += (reply.empty() ? "" : "\n") + part;
    if (part.size() >= 4 && part[3] == '-') continue;
    if (part.starts_with(wanted)) return reply;
    const ErrorCode code =
        part.starts_with('5') ? ErrorCode::invalid_argument : ErrorCode::unavailable;
    return Error{code, "the mail server said: " + reply.substr(0, 500)};
  }
  return silent();
}

}  // namespace kontor::host

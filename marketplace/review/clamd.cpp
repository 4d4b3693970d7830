#include "marketplace/review/clamd.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <cstring>

namespace kontor::marketplace::review {
namespace {

constexpr std::size_t kPieceBytes = std::size_t{64} << 10;
constexpr std::size_t kAnswerBytesMax = 4096;
constexpr std::size_t kAnswerShownMax = 200;

Error away(const std::string& why) {
  return {ErrorCode::unavailable, "the malware scanner: " + why};
}

// One connection with one deadline for all that is done over it.
class Line {
 public:
  explicit Line(int timeout_ms)
      : ends_(std::chrono::steady_clock::now() + std::chrono::milliseconds(timeout_ms)) {}
  ~Line() {
    if (socket_ >= 0) ::close(socket_);
  }
  Line(const Line&) = delete;
  Line& operator=(const Line&) = delete;

  Status connect(const sockaddr* address, socklen_t size) {
    socket_ = ::socket(address->sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (socket_ < 0) return away(std::strerror(errno));
    if (::connect(socket_, address, size) == 0) return ok();
    if (errno != EINPROGRESS) return away(std::strerror(errno));
    TRY(wait(POLLOUT));
    int error = 0;
    socklen_t length = sizeof error;
    ::getsockopt(socket_, SOL_SOCKET, SO_ERROR, &error, &length);
    return error == 0 ? ok() : Status(away(std::strerror(error)));
  }

  Status send(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent > 0) {
        bytes.remove_prefix(static_cast<std::size_t>(sent));
      } else if (errno == EAGAIN || errno == EINTR) {
        TRY(wait(POLLOUT));
      } else {
        return away(std::strerror(errno));
      }
    }
    return ok();
  }

  // Up to the zero byte that ends an answer, or to the end of the connection.
  Result<std::string> answer() {
    std::string text;
    std::array<char, 512> piece;
    while (text.size() < kAnswerBytesMax) {
      TRY(wait(POLLIN));
      const ssize_t got = ::recv(socket_, piece.data(), piece.size(), 0);
      if (got < 0 && (errno == EAGAIN || errno == EINTR)) continue;
      if (got < 0) return away(std::strerror(errno));
      if (got == 0) return text;
      text.append(piece.data(), static_cast<std::size_t>(got));
      if (const auto end = text.find('\0'); end != std::string::npos) return text.substr(0, end);
    }
    return away("its answer is too long");
  }

 private:
  Status wait(short events) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
        ends_ - std::chrono::steady_clock::now());
    pollfd waited{.fd = socket_, .events = events, .revents = 0};
    const int ready = left.count() <= 0 ? 0 : ::poll(&waited, 1, static_cast<int>(left.count()));
    if (ready == 0) return away("no answer in time");
    if (ready < 0 && errno != EINTR) return away(std::strerror(errno));
    return ok();
  }

  int socket_ = -1;
  std::chrono::steady_clock::time_point ends_;
};

std::string length_of(std::size_t size) {
  const std::uint32_t big_endian = htonl(static_cast<std::uint32_t>(size));
  std::string out(sizeof big_endian, '\0');
  std::memcpy(out.data(), &big_endian, sizeof big_endian);
  return out;
}

std::string printable(std::string_view text) {
  std::string shown(text);
  std::replace_if(
      shown.begin(), shown.end(), [](char c) { return c < ' ' || c > '~'; }, '?');
  return shown;
}

}  // namespace

Result<std::optional<std::string>> read_clamd_answer(std::string_view answer) {
  constexpr std::string_view kPrefix = "stream: ", kFound = " FOUND";
  if (answer == "stream: OK") return std::optional<std::string>();
  if (answer.size() >= kPrefix.size() + kFound.size() && answer.starts_with(kPrefix) &&
      answer.ends_with(kFound)) {
    return std::optional(
        printable(answer.substr(kPrefix.size(), answer.size() - kPrefix.size() - kFound.size())));
  }
  return away("it says: " + printable(answer.substr(0, kAnswerShownMax)));
}

Result<Clamd> Clamd::create(const std::string& address, int timeout_ms) {
  if (address.starts_with("unix:/") && address.size() < sizeof(sockaddr_un::sun_path))
    return Clamd(address.substr(5), "", 0, timeout_ms);
  const auto colon = address.rfind(':');
  std::uint16_t port = 0;
  if (colon != std::string::npos &&
      std::from_chars(address.data() + colon + 1, address.data() + address.size(), port).ptr ==
          address.data() + address.size() &&
      port != 0 && (address.starts_with("127.") || address.starts_with("localhost:")))
    return Clamd("", address.starts_with("l") ? "127.0.0.1" : address.substr(0, colon), port,
                 timeout_ms);
  return Error{ErrorCode::invalid_argument,
               "clamd is reached at unix:/PATH or 127.0.0.1:PORT, not at '" + address + "'"};
}

Result<std::optional<std::string>> Clamd::scan(std::string_view bytes) const {
  Line line(timeout_ms_);
  if (!path_.empty()) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path_.copy(address.sun_path, sizeof address.sun_path - 1);
    TRY(line.connect(reinterpret_cast<const sockaddr*>(&address), sizeof address));
  } else {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port_);
    if (::inet_pton(AF_INET, host_.c_str(), &address.sin_addr) != 1)
      return away("'" + host_ + "' is no address");
    TRY(line.connect(reinterpret_cast<const sockaddr*>(&address), sizeof address));
  }
  // clamd(8), INSTREAM: pieces with their length in front, the last one empty. A daemon that
  // has heard enough (StreamMaxLength) answers and closes; its word says more than the pipe's.
  Status sent = line.send(std::string_view("zINSTREAM\0", 10));
  for (std::size_t at = 0; sent && at < bytes.size(); at += kPieceBytes) {
    const std::string_view piece = bytes.substr(at, kPieceBytes);
    sent = line.send(length_of(piece.size()));
    if (sent) sent = line.send(piece);
  }
  if (sent) sent = line.send(length_of(0));
  const auto answer = line.answer();
  if (!answer || answer->empty()) return sent ? away("it closed the connection") : sent.error();
  return read_clamd_answer(*answer);
}

}  // namespace kontor::marketplace::review

#include "base/http/wire.hpp"

#include <Poco/Exception.h>
#include <Poco/Net/StreamSocketImpl.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

namespace kontor::http {
namespace {

constexpr std::size_t kReadBytes = 16384;
constexpr std::int64_t kSendBytesMax = std::int64_t{2} << 20;  // In one sendfile(2).
constexpr std::size_t kLingerBytesMax = std::size_t{8} << 20;
constexpr int kLingerMs = 1000;

int remaining_ms(Deadline deadline) {
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
      deadline - std::chrono::steady_clock::now());
  return static_cast<int>(std::clamp<std::int64_t>(left.count(), 0, 3'600'000));
}

Error timed_out() { return Error{ErrorCode::unavailable, "deadline passed"}; }
Error closed() { return Error{ErrorCode::unavailable, "closed"}; }

// Waits until `events` hold on the socket; false when the deadline passed.
bool poll_one(int fd, short events, Deadline deadline) {
  pollfd entry{fd, events, 0};
  int ready = 0;
  do {
    ready = ::poll(&entry, 1, remaining_ms(deadline));
  } while (ready < 0 && errno == EINTR);
  return ready > 0;
}

bool would_block() { return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR; }

int descriptor(const Poco::Net::StreamSocket& socket) { return socket.impl()->sockfd(); }

}  // namespace

Wire::Wire(const Poco::Net::StreamSocket& socket, bool is_tls) : socket_(socket), is_tls_(is_tls) {
  const int fd = is_tls_ ? -1 : descriptor(socket_);
  if (fd >= 0) ::fcntl(fd, F_SETFL, ::fcntl(fd, F_GETFL) | O_NONBLOCK);
}

void Wire::consume(std::size_t bytes) {
  begin_ += bytes;
  if (begin_ == buffer_.size()) {
    buffer_.clear();
    begin_ = 0;
  } else if (begin_ > kReadBytes) {
    buffer_.erase(0, begin_);
    begin_ = 0;
  }
}

Wire::Wait Wire::wait(Deadline deadline, int wake_fd) {
  try {
    // TLS may hold decrypted bytes that poll(2) cannot see.
    if (is_tls_ && socket_.available() > 0) return Wait::readable;
  } catch (const Poco::Exception&) {
    return Wait::readable;  // The next read reports the failure.
  }
  std::array<pollfd, 2> entries{{{descriptor(socket_), POLLIN, 0}, {wake_fd, POLLIN, 0}}};
  int ready = 0;
  do {
    ready = ::poll(entries.data(), wake_fd < 0 ? 1 : 2, remaining_ms(deadline));
  } while (ready < 0 && errno == EINTR);
  if (ready <= 0) return Wait::timed_out;
  return entries[0].revents != 0 ? Wait::readable : Wait::woken;
}

Wire::Input Wire::try_read() {
  thread_local std::array<char, kReadBytes> block;
  ssize_t got = 0;
  do {
    got = ::recv(descriptor(socket_), block.data(), block.size(), MSG_DONTWAIT);
  } while (got < 0 && errno == EINTR);
  block_was_full_ = got == static_cast<ssize_t>(block.size());
  if (got < 0 && would_block()) return Input::none;
  if (got <= 0) return Input::closed;
  const auto size = static_cast<std::size_t>(got);
  buffer_.append(block.data(), size);
  if (pace_) pace_->received(size);
  return Input::some;
}

std::optional<std::size_t> Wire::try_write(std::string_view bytes) {
  std::size_t sent = 0;
  while (sent < bytes.size()) {
    const ssize_t now = ::send(descriptor(socket_), bytes.data() + sent, bytes.size() - sent,
                               MSG_DONTWAIT | MSG_NOSIGNAL);
    if (now < 0 && errno == EINTR) continue;
    if (now < 0 && would_block()) return sent;
    if (now < 0) return std::nullopt;
    sent += static_cast<std::size_t>(now);
  }
  return sent;
}

Status Wire::read_more(Deadline deadline) {
  if (pace_) deadline = std::min(deadline, pace_->deadline());
  if (is_tls_) return read_more_tls(deadline);
  while (true) {
    const Input input = try_read();
    if (input == Input::some) return ok();
    if (input == Input::closed) return closed();
    if (!poll_one(descriptor(socket_), POLLIN, deadline)) return timed_out();
  }
}

Status Wire::read_more_tls(Deadline deadline) {
  if (wait(deadline) != Wait::readable) return timed_out();
  const std::size_t old_size = buffer_.size();
  buffer_.resize(old_size + kReadBytes);
  int got = 0;
  try {
    socket_.setReceiveTimeout(Poco::Timespan(0, 1000L * std::max(1, remaining_ms(deadline))));
    got = socket_.receiveBytes(buffer_.data() + old_size, static_cast<int>(kReadBytes));
  } catch (const Poco::TimeoutException&) {
    buffer_.resize(old_size);
    return timed_out();
  } catch (const Poco::Exception& exception) {
    buffer_.resize(old_size);
    return Error{ErrorCode::unavailable, "TLS: " + exception.displayText()};
  }
  buffer_.resize(old_size + static_cast<std::size_t>(std::max(got, 0)));
  if (got <= 0) return closed();
  if (pace_) pace_->received(static_cast<std::size_t>(got));
  return ok();
}

Status Wire::write(std::string_view bytes, Deadline deadline, Then then) {
  const int flags = MSG_DONTWAIT | MSG_NOSIGNAL | (then == Then::more ? MSG_MORE : 0);
  while (!bytes.empty()) {
    std::int64_t sent = 0;
    if (is_tls_) {
      try {
        socket_.setSendTimeout(Poco::Timespan(0, 1000L * std::max(1, remaining_ms(deadline))));
        const std::size_t part = std::min(bytes.size(), kReadBytes);
        sent = socket_.sendBytes(bytes.data(), static_cast<int>(part));
      } catch (const Poco::Exception& exception) {
        return Error{ErrorCode::unavailable, "TLS: " + exception.displayText()};
      }
      if (sent <= 0) return closed();
    } else {
      sent = ::send(descriptor(socket_), bytes.data(), bytes.size(), flags);
      if (sent < 0 && would_block()) {
        if (!poll_one(descriptor(socket_), POLLOUT, deadline)) return timed_out();
        continue;
      }
      if (sent < 0) return closed();
    }
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return ok();
}

Status Wire::write_file(int file, std::int64_t offset, std::int64_t count, Deadline deadline) {
  off_t position = offset;
  std::string block;
  while (count > 0) {
    if (is_tls_) {
      block.resize(static_cast<std::size_t>(std::min<std::int64_t>(count, kReadBytes)));
      const ssize_t got = ::pread(file, block.data(), block.size(), position);
      if (got <= 0) return Error{ErrorCode::internal, "file became shorter while it was sent"};
      TRY(write(std::string_view(block).substr(0, static_cast<std::size_t>(got)), deadline));
      position += got;
      count -= got;
      continue;
    }
    const ssize_t sent =
        ::sendfile(descriptor(socket_), file, &position,
                   static_cast<std::size_t>(std::min<std::int64_t>(count, kSendBytesMax)));
    if (sent < 0 && would_block()) {
      if (!poll_one(descriptor(socket_), POLLOUT, deadline)) return timed_out();
      continue;
    }
    if (sent == 0) return Error{ErrorCode::internal, "file became shorter while it was sent"};
    if (sent < 0) return closed();
    count -= sent;
  }
  return ok();
}

bool Wire::is_stale() {
  return !buffered().empty() || wait(std::chrono::steady_clock::now()) == Wait::readable;
}

void Wire::close_gently() {
  try {
    socket_.shutdownSend();
    const Deadline deadline = deadline_in(kLingerMs);
    std::size_t dropped = 0;
    while (dropped < kLingerBytesMax && read_more(deadline)) {
      dropped += buffered().size();
      consume(buffered().size());
    }
    socket_.close();
  } catch (const Poco::Exception&) {
    // The other side was faster; there is nothing left to close.
  }
}

}  // namespace kontor::http

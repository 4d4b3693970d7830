#pragma once

#include <Poco/Net/StreamSocket.h>

#include <chrono>
#include <string>
#include <string_view>

#include "base/core/result.hpp"

namespace kontor::http {

using Deadline = std::chrono::steady_clock::time_point;

inline Deadline deadline_in(int ms) {
  return std::chrono::steady_clock::now() + std::chrono::milliseconds(ms);
}

// A side that moves a long body slower than this (64 KB/s) is cut off.
inline constexpr std::int64_t kBytesPerMsMin = 64;

// A connected socket, plain or TLS, with a read buffer and with every wait bounded.
// No exception leaves it. One thread at a time.
class Wire {
 public:
  enum class Wait { readable, woken, timed_out };

  Wire(Poco::Net::StreamSocket socket, bool is_tls) : socket_(std::move(socket)), is_tls_(is_tls) {}

  // Bytes read and not yet consumed.
  std::string_view buffered() const { return std::string_view(buffer_).substr(begin_); }
  void consume(std::size_t bytes);

  // Waits for input, or for `wake_fd` (-1: none) to become readable.
  Wait wait(Deadline deadline, int wake_fd = -1);
  // Adds at least one byte to buffered(). unavailable: deadline passed, or the other side
  // closed (message "closed").
  Status read_more(Deadline deadline);
  Status write(std::string_view bytes, Deadline deadline);
  // Sends `count` bytes of an open file from `offset`, by sendfile(2) on a plain socket.
  Status write_file(int file, std::int64_t offset, std::int64_t count, Deadline deadline);

  // True when the other side is gone, or has sent what nobody asked for.
  bool is_stale();
  // Closes so that the other side gets to read what was sent: stops sending, then reads
  // and drops for a moment.
  void close_gently();
  Poco::Net::StreamSocket& socket() { return socket_; }

 private:
  Poco::Net::StreamSocket socket_;
  bool is_tls_;
  std::string buffer_;
  std::size_t begin_ = 0;
};

}  // namespace kontor::http

#pragma once

#include <Poco/Net/StreamSocket.h>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "base/core/result.hpp"
#include "base/http/pace.hpp"

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

  // A plain socket becomes non-blocking, so that no call outlives its deadline.
  Wire(const Poco::Net::StreamSocket& socket, bool is_tls);

  // Bytes read and not yet consumed.
  std::string_view buffered() const { return std::string_view(buffer_).substr(begin_); }
  void consume(std::size_t bytes);

  // Waits for input, or for `wake_fd` (-1: none) to become readable.
  Wait wait(Deadline deadline, int wake_fd = -1);
  // Adds at least one byte to buffered(). unavailable: deadline passed, or the other side
  // closed (message "closed").
  Status read_more(Deadline deadline);
  // From now on read_more() ends as well when the other side is slower; nothing: no longer.
  void expect(std::optional<Pace> pace) { pace_ = pace; }
  // More: something follows at once, so the system may wait and send both together.
  enum class Then { nothing, more };
  Status write(std::string_view bytes, Deadline deadline, Then then = Then::nothing);
  // Sends `count` bytes of an open file from `offset`, by sendfile(2) on a plain socket.
  Status write_file(int file, std::int64_t offset, std::int64_t count, Deadline deadline);

  // Of a plain socket, for an event loop: neither call waits.
  enum class Input { some, none, closed };
  Input try_read();
  // How many bytes went; nothing when the other side is gone.
  std::optional<std::size_t> try_write(std::string_view bytes);
  // The last try_read() filled its block, so there may be more.
  bool may_have_more() const { return block_was_full_; }

  // True when the other side is gone, or has sent what nobody asked for.
  bool is_stale();
  // Closes so that the other side gets to read what was sent: stops sending, then reads
  // and drops for a moment.
  void close_gently();
  Poco::Net::StreamSocket& socket() { return socket_; }

 private:
  Status read_more_tls(Deadline deadline);

  Poco::Net::StreamSocket socket_;
  bool is_tls_;
  std::string buffer_;
  std::size_t begin_ = 0;
  std::optional<Pace> pace_;
  bool block_was_full_ = false;
};

}  // namespace kontor::http

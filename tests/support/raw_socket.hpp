#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace kontor::testing {

// A plain TCP connection to 127.0.0.1 for tests that must send what a client would not.
// Every wait ends after ten seconds.
class RawSocket {
 public:
  explicit RawSocket(std::uint16_t port);
  ~RawSocket();
  RawSocket(const RawSocket&) = delete;
  RawSocket& operator=(const RawSocket&) = delete;

  bool send(std::string_view bytes);  // False when the other side is gone.
  void stop_sending();                // The other side sees the end, and may still answer.
  // Reads until `end` was seen; returns everything up to and with it, "" if it never came.
  std::string read_until(std::string_view end);
  // Reads one HTTP answer with a Content-Length: head and body.
  std::string read_answer();
  // Reads until the other side closes.
  std::string read_to_end();
  bool is_open();

 private:
  bool read_some();
  int descriptor_;
  std::string buffer_;
};

}  // namespace kontor::testing

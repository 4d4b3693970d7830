#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/core/result.hpp"

namespace kontor::marketplace::review {

// What the daemon's answer to INSTREAM says: "stream: OK" (nothing), "stream: NAME FOUND" (the
// name, in printable ASCII), anything else is unavailable.
Result<std::optional<std::string>> read_clamd_answer(std::string_view answer);

// A running ClamAV daemon, asked by its INSTREAM command over "unix:PATH" or "HOST:PORT" of the
// loopback: what is scanned leaves the machine for nobody. Each scan is a connection of its own
// with a deadline. Any thread.
class Clamd {
 public:
  // invalid_argument for another kind of address. Connects to nothing.
  static Result<Clamd> create(const std::string& address, int timeout_ms = 120'000);

  // The name of what was found in these bytes; nothing if they are clean. unavailable if the
  // daemon is away, answers late or says that it could not look (too long for it, no database).
  Result<std::optional<std::string>> scan(std::string_view bytes) const;

 private:
  Clamd(std::string path, std::string host, std::uint16_t port, int timeout_ms)
      : path_(std::move(path)), host_(std::move(host)), port_(port), timeout_ms_(timeout_ms) {}

  std::string path_;  // Of the Unix socket; empty: TCP.
  std::string host_;
  std::uint16_t port_ = 0;
  int timeout_ms_;
};

}  // namespace kontor::marketplace::review

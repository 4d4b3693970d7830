#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "base/core/result.hpp"

struct ssl_st;

namespace kontor::crypto {

// TLS as a client on a connected socket that never blocks. Borrows the socket; one thread
// at a time.
class TlsConnection {
 public:
  // TLS 1.2 or later to a peer whose certificate is for `host`, a name or an address.
  // `ca_file`: PEM of the roots to believe; empty: the system's. untrusted, with the reason,
  // when the certificate is not good; unavailable when the peer does not answer.
  static Result<TlsConnection> open(int socket, const std::string& host, const std::string& ca_file,
                                    int timeout_ms);

  enum class State { moved, again, closed };
  struct Step {
    State state;
    std::size_t bytes = 0;  // How many went, when `moved`.
    short wants = 0;        // What poll must wait for, when `again`.
  };
  Step read(char* into, std::size_t size);
  Step write(const char* from, std::size_t size);
  bool has_buffered() const;  // Read without waiting for the socket.
  void say_goodbye();         // Nothing more will be written.

 private:
  struct Free {
    void operator()(ssl_st* ssl) const;
  };
  explicit TlsConnection(std::unique_ptr<ssl_st, Free> ssl) : ssl_(std::move(ssl)) {}
  Step step(int result, std::size_t bytes);

  std::unique_ptr<ssl_st, Free> ssl_;
};

}  // namespace kontor::crypto

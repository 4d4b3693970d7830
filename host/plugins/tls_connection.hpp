#pragma once

#include <openssl/ssl.h>

#include <cstddef>
#include <memory>
#include <string>

#include "base/core/result.hpp"
#include "sdk/runtime/descriptor.hpp"

namespace kontor::host {

// A TLS client on a socket that never blocks: the one adapter of OpenSSL's streams. One
// thread at a time.
class TlsConnection {
 public:
  // TLS 1.2 or later to a peer whose certificate is for `host` (a name or an address).
  static Result<TlsConnection> open(runtime::Descriptor socket, const std::string& host,
                                    const std::string& ca_file, int timeout_ms);

  int descriptor() const { return socket_.get(); }

  // How many bytes went; again: not now, `wants` says what poll must wait for.
  enum class State { moved, again, closed };
  struct Step {
    State state;
    std::size_t bytes = 0;
    short wants = 0;
  };
  Step read(char* into, std::size_t size);
  Step write(const char* from, std::size_t size);
  bool has_buffered() const { return SSL_pending(ssl_.get()) > 0; }
  void say_goodbye() { SSL_shutdown(ssl_.get()); }

 private:
  struct Free {
    void operator()(SSL* ssl) const { SSL_free(ssl); }
    void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
  };
  TlsConnection(runtime::Descriptor socket, std::unique_ptr<SSL, Free> ssl)
      : socket_(std::move(socket)), ssl_(std::move(ssl)) {}
  Step step(int result, std::size_t bytes);

  runtime::Descriptor socket_;
  std::unique_ptr<SSL, Free> ssl_;
};

}  // namespace kontor::host

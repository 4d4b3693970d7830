#pragma once

#include <cstdint>
#include <string>

#include "base/core/result.hpp"
#include "host/plugins/tls_relays.hpp"

namespace kontor::host {

// The company's mail server (RFC 5321), as the administrator configured it.
class MailServer {
 public:
  // "smtp://user:password@host:587" (STARTTLS where the server offers it, and always when
  // there is a password) or "smtps://host:465"; user and password percent-encoded.
  static Result<MailServer> parse(const std::string& url);

  const std::string& host() const { return host_; }
  std::uint16_t port() const { return port_; }
  bool tls_from_start() const { return tls_from_start_; }
  const std::string& user() const { return user_; }
  bool has_password() const { return !password_.empty(); }

  // Hands over one message. Ok once the server has taken it. invalid_argument when it
  // refused for good (5xx), unavailable when a later try may succeed. Blocks at most
  // kTimeoutMs for each of its answers.
  Status deliver(TlsRelays& relays, const std::string& from, const std::string& to,
                 const std::string& message) const;

  static constexpr int kTimeoutMs = 30'000;

 private:
  std::string host_;
  std::uint16_t port_ = 0;
  bool tls_from_start_ = false;
  std::string user_, password_;
};

}  // namespace kontor::host

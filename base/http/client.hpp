#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>

#include "base/http/message.hpp"

namespace kontor::http {

struct ClientOptions {
  int connect_timeout_ms = 5000;
  int timeout_ms = 30000;                              // Whole exchange.
  std::size_t body_bytes_max = std::size_t{16} << 20;  // Longer answers are `exhausted`.
  std::string ca_file = {};  // PEM of the roots to trust for https; empty: the system's.
};

// One keep-alive connection to one origin ("http://host:port", "https://…"), reopened
// when the peer closed it. Never follows redirects. One thread at a time.
class Client {
 public:
  static Result<std::unique_ptr<Client>> create(const std::string& origin,
                                                const ClientOptions& options = {});
  virtual ~Client() = default;

  // `target` is path and query. Any status is a Response; only a broken exchange is an error
  // (unavailable), or an answer over the limit (exhausted).
  virtual Result<Response> send(const std::string& method, const std::string& target,
                                const Headers& headers = {}, const std::string& body = {}) = 0;

  Result<Response> get(const std::string& target, const Headers& headers = {});
  // Sends JSON, expects a 2xx JSON answer (null for 204); a problem+json answer becomes
  // the Error it describes, `detail` included.
  Result<Json> call(const std::string& method, const std::string& target,
                    const Json& body = nullptr, const Headers& headers = {});
};

// Percent-encodes everything but RFC 3986 unreserved characters.
std::string percent_encode(std::string_view text);
Result<std::string> percent_decode(std::string_view text);

}  // namespace kontor::http

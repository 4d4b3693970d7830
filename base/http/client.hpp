#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/http/message.hpp"

namespace kontor::http {

struct ClientOptions {
  int connect_timeout_ms = 5000;
  int timeout_ms = 30000;  // Whole exchange; of a download the time without any progress.
  std::int64_t bytes_per_ms_min = 8;  // A download that is slower on the average is given up.
  std::size_t body_bytes_max = std::size_t{16} << 20;  // Longer answers are `exhausted`.
  // Numeric address to connect to; empty: what the origin's name resolves to. Host header and
  // certificate stay those of the origin.
  std::string address = {};
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
  // (unavailable; with the detail {"code":"not-connected"} nothing was sent), or an answer over the
  // limit (exhausted).
  virtual Result<Response> send(const std::string& method, const std::string& target,
                                const Headers& headers = {}, const std::string& body = {}) = 0;

  // GET whose 200 answer goes to `sink` piece by piece and never lies in memory as a whole.
  // An answer longer than `bytes_max` is `exhausted`, and no byte beyond it reaches the sink;
  // 404 is not_found, 403 forbidden, every other status unavailable, a content coding that
  // nobody asked for as well. A sink that fails ends the exchange with its error.
  using Sink = std::function<Status(std::string_view)>;
  virtual Status download(const std::string& target, std::size_t bytes_max, const Sink& sink,
                          const Headers& headers = {}) = 0;

  // POST of a body of `size` bytes that comes piece by piece and never lies in memory as a whole.
  // `source` gives up to `most` bytes, fewer only at the end; its error, and a body that is shorter
  // than said, end the exchange. The timeout counts from the last piece that got away.
  using Source = std::function<Result<std::string>(std::size_t most)>;
  virtual Result<Response> upload(const std::string& target, const Headers& headers,
                                  std::uint64_t size, const Source& source) = 0;

  Result<Response> get(const std::string& target, const Headers& headers = {});
  // Sends JSON, expects a 2xx JSON answer (null for 204); a problem+json answer becomes
  // the Error it describes, `detail` included.
  Result<Json> call(const std::string& method, const std::string& target,
                    const Json& body = nullptr, const Headers& headers = {});
};

// What Client::call makes of a response: its JSON (null for an empty body), or the Error of a
// problem+json answer.
Result<Json> json_answer(const Response& response);

// Percent-encodes everything but RFC 3986 unreserved characters.
std::string percent_encode(std::string_view text);
Result<std::string> percent_decode(std::string_view text);

}  // namespace kontor::http

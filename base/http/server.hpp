#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "base/http/router.hpp"

namespace kontor::http {

struct ServerOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;  // 0: the system chooses.
  int threads = 64;  // Requests that may wait for something at once; an event stream holds one.
  std::size_t connections_max = 4096;  // Fewer where the process may open fewer files.
  std::size_t header_bytes_max = 16384;
  std::size_t target_bytes_max = 4096;
  int idle_timeout_ms = 15000;
  int request_timeout_ms = 30000;     // Headers and body must have arrived by then.
  std::string certificate_file = {};  // PEM; both set: TLS.
  std::string private_key_file = {};
};

// HTTP/1.1 server (RFC 9112): event loops wait for requests, threads do what may wait. Refuses
// ambiguous framing (two Content-Length, Content-Length with Transfer-Encoding), answers everything
// with problem+json, adds X-Request-Id and nosniff headers, logs one line a request.
class Server {
 public:
  // Starts listening and serving. `router` outlives the server.
  static Result<std::unique_ptr<Server>> start(const Router& router, const ServerOptions& options);
  virtual ~Server() = default;  // Stops.
  virtual std::uint16_t port() const = 0;
  // Stops accepting, lets requests in flight finish within `grace_ms`, then closes.
  virtual void stop(int grace_ms = 5000) = 0;
};

// Adds /healthz (process lives), /readyz (`ready` says yes), /metrics (Prometheus text, the
// service's own `gauges` behind the router's), /openapi.json and /reference (a page over it).
void add_operational_routes(Router& router, const std::string& title, std::function<Status()> ready,
                            std::function<std::string()> gauges = {});

}  // namespace kontor::http

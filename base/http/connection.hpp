#pragma once

#include <Poco/Net/TCPServerConnection.h>

#include "base/core/uuid.hpp"
#include "base/http/connection_registry.hpp"
#include "base/http/request_head.hpp"
#include "base/http/server.hpp"
#include "base/http/wire.hpp"

namespace kontor::http {

// What all connections of one server use. Outlives them.
struct ServerContext {
  const Router& router;
  const ServerOptions& options;
  ConnectionRegistry& registry;
  IdSource& ids;
};

// One accepted connection: reads heads and bodies itself, because Poco answers overlong
// ones before routing and lets ambiguous framing through.
class Connection final : public Poco::Net::TCPServerConnection {
 public:
  Connection(const Poco::Net::StreamSocket& socket, const ServerContext& context);
  void run() override;

 private:
  enum class After { keep_alive, close };

  After serve_one();
  Result<RequestHead> read_head(Deadline deadline);
  // Reads the body as the router wants it, or drains it and refuses.
  Status read_body(const RequestHead& head, Request& request, bool& wire_is_aligned);
  After answer(const Request& request, Response response, After after);

  ServerContext context_;
  Wire wire_;
  std::string peer_;
};

}  // namespace kontor::http

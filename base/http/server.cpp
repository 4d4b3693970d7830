#include "base/http/server.hpp"

#include <Poco/Exception.h>
#include <Poco/Net/SecureServerSocket.h>
#include <Poco/Net/ServerSocket.h>
#include <Poco/Net/TCPServer.h>
#include <Poco/ThreadPool.h>

#include "base/core/clock.hpp"
#include "base/core/random.hpp"
#include "base/http/connection.hpp"
#include "base/http/tls.hpp"

namespace kontor::http {
namespace {

constexpr int kBacklog = 512;

class Factory final : public Poco::Net::TCPServerConnectionFactory {
 public:
  explicit Factory(const ServerContext& context) : context_(context) {}
  Poco::Net::TCPServerConnection* createConnection(const Poco::Net::StreamSocket& socket) override {
    return new Connection(socket, context_);
  }

 private:
  ServerContext context_;
};

// Lets every connection in, after ending an idle one if all threads are taken.
class RoomMaker final : public Poco::Net::TCPServerConnectionFilter {
 public:
  RoomMaker(ConnectionRegistry& registry, int threads)
      : registry_(registry), threads_(static_cast<std::size_t>(threads)) {}
  bool accept(const Poco::Net::StreamSocket&) override {
    registry_.make_room(threads_);
    return true;
  }

 private:
  ConnectionRegistry& registry_;
  std::size_t threads_;
};

Poco::Net::TCPServerParams::Ptr parameters(const ServerOptions& options) {
  Poco::Net::TCPServerParams::Ptr params = new Poco::Net::TCPServerParams;
  params->setMaxThreads(options.threads);
  params->setMaxQueued(kBacklog);
  return params;
}

class PocoServer final : public Server {
 public:
  PocoServer(const Router& router, const ServerOptions& options,
             const Poco::Net::ServerSocket& socket)
      : options_(options),
        socket_(socket),
        ids_(clock_, random_),
        // Poco hands out a thread only when the pool has one spare.
        pool_(2, options.threads + 8),
        server_(new Factory({router, options_, registry_, ids_}), pool_, socket,
                parameters(options)) {
    server_.setConnectionFilter(new RoomMaker(registry_, options.threads));
    server_.start();
    port_ = server_.port();
  }
  ~PocoServer() override { stop_once(5000); }

  std::uint16_t port() const override { return port_; }
  void stop(int grace_ms) override { stop_once(grace_ms); }

 private:
  void stop_once(int grace_ms) {
    if (stopped_) return;
    stopped_ = true;
    server_.stop();
    socket_.close();
    registry_.stop(grace_ms);
    pool_.joinAll();
  }

  const ServerOptions options_;
  Poco::Net::ServerSocket socket_;
  SystemClock clock_;
  SystemRandom random_;
  IdSource ids_;
  ConnectionRegistry registry_;
  Poco::ThreadPool pool_;
  Poco::Net::TCPServer server_;
  std::uint16_t port_ = 0;
  bool stopped_ = false;
};

}  // namespace

Result<std::unique_ptr<Server>> Server::start(const Router& router, const ServerOptions& options) {
  try {
    const Poco::Net::SocketAddress address(options.address, options.port);
    if (options.certificate_file.empty()) {
      Poco::Net::ServerSocket socket;
      socket.bind(address, /*reuseAddress=*/true, /*reusePort=*/false);
      socket.listen(kBacklog);
      return std::unique_ptr<Server>(new PocoServer(router, options, socket));
    }
    Poco::Net::SecureServerSocket socket(server_context(options));
    socket.bind(address, /*reuseAddress=*/true, /*reusePort=*/false);
    socket.listen(kBacklog);
    return std::unique_ptr<Server>(new PocoServer(router, options, socket));
  } catch (const Poco::Exception& exception) {
    return Error{ErrorCode::unavailable, "cannot listen on " + options.address + ":" +
                                             std::to_string(options.port) + ": " +
                                             exception.displayText()};
  }
}

}  // namespace kontor::http

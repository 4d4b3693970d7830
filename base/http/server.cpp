#include "base/http/server.hpp"

#include <Poco/Exception.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <future>
#include <thread>

#include "base/core/clock.hpp"
#include "base/core/random.hpp"
#include "base/http/acceptor.hpp"
#include "base/http/body_store.hpp"
#include "base/http/tls.hpp"

namespace kontor::http {
namespace {

constexpr int kBacklog = 512;
constexpr std::size_t kLoopsMax = 4;
constexpr rlim_t kDescriptorsKept = 256;  // For everything but connections.

std::size_t loops_of(const ServerOptions& options) {
  const std::size_t cores = std::max(1U, std::thread::hardware_concurrency());
  return std::min({cores, kLoopsMax, std::max<std::size_t>(options.connections_max, 1)});
}

std::size_t connections_of_loop(const ServerOptions& options) {
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  const rlim_t room = limit.rlim_cur > 2 * kDescriptorsKept ? limit.rlim_cur - kDescriptorsKept
                                                            : limit.rlim_cur / 2;
  const std::size_t most = std::min<std::size_t>(options.connections_max, room);
  return std::max<std::size_t>(most / loops_of(options), 1);
}

class LoopServer final : public Server {
 public:
  LoopServer(const Router& router, const ServerOptions& options,
             const Poco::Net::ServerSocket& socket, const Poco::Net::Context::Ptr& tls)
      : options_(options),
        port_(socket.address().port()),
        ids_(clock_, random_),
        stop_fd_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)),
        workers_(static_cast<std::size_t>(std::max(options.threads, 1))) {
    if (stop_fd_ < 0) std::abort();  // No descriptors left before the server even started.
    const ServerContext context{router, options_, ids_, workers_, stop_fd_, stopping_};
    for (std::size_t i = loops_of(options_); i > 0; --i) {
      loops_.push_back(std::make_unique<Connections>(context, connections_of_loop(options_)));
    }
    acceptor_ = std::make_unique<Acceptor>(socket, tls, loops_);
    loops_.front()->serve(socket.impl()->sockfd(), *acceptor_);
  }
  ~LoopServer() override {
    stop_once(5000);
    ::close(stop_fd_);
  }

  std::uint16_t port() const override { return port_; }
  void stop(int grace_ms) override { stop_once(grace_ms); }

 private:
  void stop_once(int grace_ms) {
    if (stopping_.exchange(true)) return;
    const Deadline deadline = deadline_in(grace_ms);
    std::promise<void> closed;
    loops_.front()->loop().post([this, &closed] {
      acceptor_->close();
      closed.set_value();
    });
    closed.get_future().wait();
    const std::uint64_t one = 1;
    if (::write(stop_fd_, &one, sizeof one) != sizeof one) std::abort();
    for (const auto& loop : loops_) loop->begin_stop();
    for (const auto& loop : loops_) loop->wait_until_empty(deadline);
    for (const auto& loop : loops_) loop->stop();
  }

  const ServerOptions options_;
  const std::uint16_t port_;
  SystemClock clock_;
  SystemRandom random_;
  IdSource ids_;
  const int stop_fd_;
  std::atomic<bool> stopping_ = false;
  std::vector<std::unique_ptr<Connections>> loops_;
  std::unique_ptr<Acceptor> acceptor_;
  Workers workers_;  // Goes first: their last work uses the loops.
};

}  // namespace

Result<std::unique_ptr<Server>> Server::start(const Router& router, const ServerOptions& options) {
  try {
    const Poco::Net::SocketAddress address(options.address, options.port);
    Poco::Net::Context::Ptr tls;
    if (!options.certificate_file.empty() || !options.private_key_file.empty())
      tls = TRY(server_context(options));
    Poco::Net::ServerSocket socket;
    socket.bind(address, /*reuseAddress=*/true, /*reusePort=*/false);
    socket.listen(kBacklog);
    sweep_spool_folders(router);
    return std::unique_ptr<Server>(new LoopServer(router, options, socket, tls));
  } catch (const Poco::Exception& exception) {
    return Error{ErrorCode::unavailable, "cannot listen on " + options.address + ":" +
                                             std::to_string(options.port) + ": " +
                                             exception.displayText()};
  }
}

}  // namespace kontor::http

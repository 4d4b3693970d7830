#include "host/plugins/tls_relays.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <string_view>

#include "base/crypto/tls_connection.hpp"

namespace kontor::host {
namespace {

constexpr std::size_t kBufferBytes = 16384;

}  // namespace

struct TlsRelays::Relay {
  // Bytes on their way in one direction.
  struct Way {
    std::array<char, kBufferBytes> buffer;
    std::string_view waiting = {};
    bool ended = false;  // Nothing more comes in.
  };

  Relay(runtime::Descriptor peer, crypto::TlsConnection connection, runtime::Descriptor plain_end)
      : socket(std::move(peer)),
        tls(std::move(connection)),
        plain(std::move(plain_end)),
        wake(::eventfd(0, EFD_CLOEXEC)) {}
  ~Relay() {
    const std::uint64_t one = 1;
    if (::write(wake.get(), &one, sizeof one) > 0 && thread.joinable()) thread.join();
  }

  void run();
  bool to_peer();
  bool to_plain();
  short tls_events() const;
  bool wait();

  runtime::Descriptor socket;
  crypto::TlsConnection tls;
  runtime::Descriptor plain;  // The host's end; the other one is the plugin's.
  runtime::Descriptor wake;
  Way out, in;
  short out_wants = 0, in_wants = POLLIN;
  std::atomic<bool> done = false;
  std::thread thread;
};

void TlsRelays::Relay::run() {
  while (wait() && to_peer() && to_plain() && !(out.ended && in.ended && in.waiting.empty())) {
  }
  tls.say_goodbye();
  ::shutdown(plain.get(), SHUT_RDWR);
  ::shutdown(socket.get(), SHUT_RDWR);
  done = true;
}

// What OpenSSL waits for: sending may have to read and reading to write.
short TlsRelays::Relay::tls_events() const {
  short events = 0;
  if (!out.waiting.empty()) events = static_cast<short>(events | (out_wants ? out_wants : POLLOUT));
  if (!in.ended && in.waiting.empty()) events = static_cast<short>(events | in_wants);
  return events;
}

// Until something can move; false when the host ends.
bool TlsRelays::Relay::wait() {
  if (tls.has_buffered() && in.waiting.empty()) return true;
  std::array<pollfd, 3> watched{
      pollfd{wake.get(), POLLIN, 0}, pollfd{socket.get(), tls_events(), 0},
      pollfd{plain.get(),
             static_cast<short>((out.waiting.empty() && !out.ended ? POLLIN : 0) |
                                (in.waiting.empty() ? 0 : POLLOUT)),
             0}};
  // A plugin that has gone is reported whether asked or not: not while its last words wait.
  if (watched[2].events == 0 && !out.ended) watched[2].fd = -1;
  if (::poll(watched.data(), watched.size(), -1) <= 0 || watched[0].revents != 0) return false;
  return !out.ended || (watched[2].revents & (POLLHUP | POLLERR)) == 0;
}

// Plain text from the plugin, encrypted to the peer.
bool TlsRelays::Relay::to_peer() {
  if (out.waiting.empty() && !out.ended) {
    const ssize_t count = ::recv(plain.get(), out.buffer.data(), out.buffer.size(), MSG_DONTWAIT);
    if (count > 0) out.waiting = {out.buffer.data(), static_cast<std::size_t>(count)};
    if (count == 0 || (count < 0 && errno != EAGAIN && errno != EINTR)) {
      out.ended = true;
      tls.say_goodbye();
    }
  }
  while (!out.waiting.empty()) {
    const auto step = tls.write(out.waiting.data(), out.waiting.size());
    if (step.state == crypto::TlsConnection::State::closed) return false;
    out_wants = step.wants;
    if (step.state == crypto::TlsConnection::State::again) return true;
    out.waiting.remove_prefix(step.bytes);
  }
  return true;
}

// From the peer, decrypted to the plugin.
bool TlsRelays::Relay::to_plain() {
  if (in.waiting.empty() && !in.ended) {
    const auto step = tls.read(in.buffer.data(), in.buffer.size());
    in_wants = step.wants ? step.wants : POLLIN;
    if (step.state == crypto::TlsConnection::State::moved)
      in.waiting = {in.buffer.data(), step.bytes};
    if (step.state == crypto::TlsConnection::State::closed) {
      in.ended = true;
      ::shutdown(plain.get(), SHUT_WR);
    }
  }
  if (in.waiting.empty()) return true;
  const ssize_t count =
      ::send(plain.get(), in.waiting.data(), in.waiting.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
  if (count > 0) in.waiting.remove_prefix(static_cast<std::size_t>(count));
  return count > 0 || errno == EAGAIN || errno == EINTR;
}

TlsRelays::TlsRelays(std::string ca_file) : ca_file_(std::move(ca_file)) {}
TlsRelays::~TlsRelays() = default;

void TlsRelays::sweep() {
  relays_.remove_if([](const std::unique_ptr<Relay>& relay) { return relay->done.load(); });
}

Result<runtime::Descriptor> TlsRelays::begin(runtime::Descriptor socket, const std::string& host,
                                             int timeout_ms) {
  auto connection = TRY(crypto::TlsConnection::open(socket.get(), host, ca_file_, timeout_ms));
  std::array<int, 2> ends{};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0)
    return Error{ErrorCode::unavailable, "no descriptors are left for a connection"};
  runtime::Descriptor given(ends[1]);
  auto relay = std::make_unique<Relay>(std::move(socket), std::move(connection),
                                       runtime::Descriptor(ends[0]));
  const std::lock_guard lock(mutex_);
  sweep();
  if (relays_.size() >= kRelaysMax)
    return Error{ErrorCode::exhausted, "too many TLS connections are open"};
  relay->thread = std::thread([running = relay.get()] { running->run(); });
  relays_.push_back(std::move(relay));
  return given;
}

}  // namespace kontor::host

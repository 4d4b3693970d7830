#include "sdk/trace/connection_taps.hpp"

#include <sys/socket.h>
#include <sys/time.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <string_view>

namespace kontor::trace {
namespace {

constexpr std::size_t kPieceBytesMax = std::size_t{64} << 10;

ssize_t receive(int socket, std::array<char, kPieceBytesMax>& bytes) {
  ssize_t got = 0;
  do got = ::recv(socket, bytes.data(), bytes.size(), 0);
  while (got < 0 && errno == EINTR);
  return got;
}

// Whoever does not read is waited for, but not by a tap that is `closing`.
bool send_all(int socket, std::string_view bytes, const std::atomic<bool>& closing) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    const bool later = sent < 0 && (errno == EINTR || errno == EAGAIN);
    if (later && !closing) continue;
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

}  // namespace

struct ConnectionTaps::Tap {
  Tap(runtime::Descriptor to_peer, runtime::Descriptor to_plugin)
      : peer(std::move(to_peer)), plugin(std::move(to_plugin)) {
    const timeval wait{.tv_sec = 0, .tv_usec = 200'000};
    for (const int socket : {peer.get(), plugin.get()})
      ::setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof wait);
  }
  // What the plugin has sent is still passed on.
  ~Tap() {
    closing = true;
    ::shutdown(plugin.get(), SHUT_RDWR);
    if (out.joinable()) out.join();
    ::shutdown(peer.get(), SHUT_RDWR);
    if (in.joinable()) in.join();
  }
  Tap(const Tap&) = delete;
  Tap& operator=(const Tap&) = delete;

  // Until one side has no more to say or the other listens no more.
  void pass(int from, int to, Kind kind, TraceWriter& writer, std::uint64_t id) {
    std::array<char, kPieceBytesMax> bytes{};
    for (ssize_t got = receive(from, bytes); got > 0; got = receive(from, bytes)) {
      const std::string_view piece(bytes.data(), static_cast<std::size_t>(got));
      writer.bytes(kind, id, piece);
      if (!send_all(to, piece, closing)) break;
    }
    writer.bytes(kind, id, "");
    ::shutdown(to, SHUT_WR);
    ::shutdown(from, SHUT_RD);
    ++ended;
  }

  const runtime::Descriptor peer;
  const runtime::Descriptor plugin;
  std::atomic<bool> closing = false;
  std::atomic<int> ended = 0;  // Of the two directions.
  std::thread in;
  std::thread out;
};

ConnectionTaps::~ConnectionTaps() = default;

void ConnectionTaps::sweep() {
  taps_.remove_if([](const auto& tap) { return tap->ended == 2; });
}

runtime::Descriptor ConnectionTaps::begin(runtime::Descriptor peer, std::uint64_t id) {
  std::array<int, 2> ends{};
  const std::lock_guard lock(mutex_);
  sweep();
  if (taps_.size() >= kOpenMax ||
      ::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) {
    writer_->log(0, "what passes on connection " + std::to_string(id) + " is not recorded");
    return peer;
  }
  runtime::Descriptor given(ends[0]);
  auto tap = std::make_unique<Tap>(std::move(peer), runtime::Descriptor(ends[1]));
  tap->in = std::thread([one = tap.get(), writer = writer_, id] {
    one->pass(one->peer.get(), one->plugin.get(), Kind::bytes_to_plugin, *writer, id);
  });
  tap->out = std::thread([one = tap.get(), writer = writer_, id] {
    one->pass(one->plugin.get(), one->peer.get(), Kind::bytes_of_plugin, *writer, id);
  });
  taps_.push_back(std::move(tap));
  return given;
}

}  // namespace kontor::trace

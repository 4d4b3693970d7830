#include "sdk/trace/replayed_connections.hpp"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <limits>

#include "base/core/bytes.hpp"

namespace kontor::trace {
namespace {

constexpr std::int64_t kPatienceUs = 2'000'000;
constexpr std::int64_t kPatienceMaxUs = 60'000'000;
constexpr std::size_t kShownBytes = 64;
constexpr int kLookMs = 20;
constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::max();

// As text where it is text, otherwise in hexadecimal digits.
Json shown_bytes(const std::string& bytes, std::size_t from) {
  const std::string part = bytes.substr(std::min(from, bytes.size()), kShownBytes);
  return {{"at", from}, {is_utf8(part) ? "text" : "hex", is_utf8(part) ? part : hex_encode(part)}};
}

}  // namespace

struct ReplayedConnections::Connection {
  const Call* call = nullptr;
  runtime::Descriptor end;
  std::string sent;                 // By the plugin.
  std::int64_t next_us = 0;         // Of the piece in hand.
  std::atomic<bool> waits = false;  // For the plugin to send.
  std::thread thread;
};

ReplayedConnections::~ReplayedConnections() { static_cast<void>(finish()); }

runtime::Descriptor ReplayedConnections::begin(const Call& call) {
  std::array<int, 2> ends{};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) return {};
  const std::lock_guard lock(mutex_);
  auto& connection = *connections_.emplace_back(std::make_unique<Connection>());
  connection.call = &call;
  connection.end = runtime::Descriptor(ends[1]);
  connection.next_us = call.pieces.empty() ? kNever : call.pieces.front().at_us;
  connection.thread = std::thread([this, &connection] { play(connection); });
  return runtime::Descriptor(ends[0]);
}

void ReplayedConnections::play(Connection& connection) {
  std::int64_t before_us = connection.call->at_us;
  std::size_t heard = 0;
  for (const Piece& piece : connection.call->pieces) {
    {
      const std::lock_guard lock(mutex_);
      connection.next_us = piece.at_us;
    }
    if (!piece.to_plugin) {
      heard += piece.bytes.size();
      // An end needs no waiting: it is seen when the connection is closed.
      if (!piece.bytes.empty() && !hear(connection, heard, piece.at_us - before_us)) break;
    } else if (!say(connection, piece)) {
      break;
    }
    before_us = piece.at_us;
    passed(connection, piece.at_us);
  }
  {
    const std::lock_guard lock(mutex_);
    connection.next_us = kNever;
    ++progress_;
  }
  moved_.notify_all();
}

void ReplayedConnections::passed(Connection& connection, std::int64_t at_us) {
  {
    const std::lock_guard lock(mutex_);
    connection.next_us = at_us + 1;
    ++progress_;
  }
  moved_.notify_all();
}

// Until so many bytes have come, or not for longer than it took then.
bool ReplayedConnections::hear(Connection& connection, std::size_t bytes, std::int64_t silence_us) {
  const auto patience =
      std::chrono::microseconds(std::min(kPatienceMaxUs, silence_us + kPatienceUs));
  const auto until = std::chrono::steady_clock::now() + patience;
  std::array<char, 65536> buffer{};
  connection.waits = true;
  while (connection.sent.size() < bytes && !ending_ && std::chrono::steady_clock::now() < until) {
    pollfd ready{connection.end.get(), POLLIN, 0};
    ::poll(&ready, 1, kLookMs);
    const ssize_t got = ::recv(connection.end.get(), buffer.data(), buffer.size(), MSG_DONTWAIT);
    if (got > 0) connection.sent.append(buffer.data(), static_cast<std::size_t>(got));
    if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR)) break;
  }
  connection.waits = false;
  return connection.sent.size() >= bytes;
}

bool ReplayedConnections::say(Connection& connection, const Piece& piece) {
  std::unique_lock lock(mutex_);
  moved_.wait(lock, [&] { return ending_ || now_us_ >= piece.at_us; });
  if (ending_) return false;
  lock.unlock();
  if (piece.bytes.empty()) return ::shutdown(connection.end.get(), SHUT_WR) == 0;
  std::string_view left = piece.bytes;
  while (!left.empty()) {
    const ssize_t sent = ::send(connection.end.get(), left.data(), left.size(), MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent <= 0) return false;
    left.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

void ReplayedConnections::advance(std::int64_t at_us) {
  {
    const std::lock_guard lock(mutex_);
    now_us_ = std::max(now_us_, at_us);
  }
  moved_.notify_all();
}

bool ReplayedConnections::done_until(std::int64_t at_us) {
  const std::lock_guard lock(mutex_);
  return std::ranges::all_of(connections_, [&](const auto& one) {
    return one->next_us > at_us || one->next_us == kNever;
  });
}

bool ReplayedConnections::waiting() {
  const std::lock_guard lock(mutex_);
  return std::ranges::any_of(connections_, [](const auto& one) { return one->waits.load(); });
}

std::vector<Difference> ReplayedConnections::finish() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
    // A peer that was speaking to a plugin that listens no more.
    for (const auto& one : connections_) ::shutdown(one->end.get(), SHUT_WR);
  }
  moved_.notify_all();
  std::vector<Difference> differences;
  for (const auto& one : connections_) {
    one->thread.join();
    std::array<char, 65536> buffer{};
    for (ssize_t got = 0;
         (got = ::recv(one->end.get(), buffer.data(), buffer.size(), MSG_DONTWAIT)) > 0;)
      one->sent.append(buffer.data(), static_cast<std::size_t>(got));
    std::string recorded;
    for (const Piece& piece : one->call->pieces)
      if (!piece.to_plugin) recorded += piece.bytes;
    // What it says beyond the end of the trace is no property of a build.
    if (one->call->pieces.empty() || one->sent.starts_with(recorded)) continue;
    const auto [was, is] = std::ranges::mismatch(recorded, one->sent);
    const auto at = static_cast<std::size_t>(was - recorded.begin());
    Difference other{.what = Difference::What::sent, .call = one->call->id};
    other.operation = one->call->operation;
    other.recorded = shown_bytes(recorded, at);
    other.now = shown_bytes(one->sent, at);
    differences.push_back(std::move(other));
  }
  connections_.clear();
  return differences;
}

}  // namespace kontor::trace

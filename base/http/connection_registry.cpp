#include "base/http/connection_registry.hpp"

#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>

namespace kontor::http {

ConnectionRegistry::ConnectionRegistry() : stop_fd_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  if (stop_fd_ < 0) std::abort();  // No descriptors left before the server even started.
}

ConnectionRegistry::~ConnectionRegistry() { ::close(stop_fd_); }

void ConnectionRegistry::enter(int socket) {
  const std::lock_guard lock(mutex_);
  sockets_[socket] = State{};
}

void ConnectionRegistry::leave(int socket) {
  const std::lock_guard lock(mutex_);
  sockets_.erase(socket);
  if (sockets_.empty()) emptied_.notify_all();
}

void ConnectionRegistry::set_idle(int socket, bool is_idle) {
  const std::lock_guard lock(mutex_);
  sockets_[socket].idle_since = is_idle ? ++idle_order_ : 0;
}

void ConnectionRegistry::make_room(std::size_t connections_max) {
  const std::lock_guard lock(mutex_);
  if (sockets_.size() < connections_max) return;
  auto oldest = sockets_.end();
  for (auto entry = sockets_.begin(); entry != sockets_.end(); ++entry) {
    if (entry->second.idle_since == 0) continue;
    if (oldest == sockets_.end() || entry->second.idle_since < oldest->second.idle_since) {
      oldest = entry;
    }
  }
  if (oldest == sockets_.end()) return;
  oldest->second.idle_since = 0;
  // What the client has already sent is still read and answered.
  ::shutdown(oldest->first, SHUT_RD);
}

bool ConnectionRegistry::is_stopping() const {
  const std::lock_guard lock(mutex_);
  return stopping_;
}

void ConnectionRegistry::stop(int grace_ms) {
  std::unique_lock lock(mutex_);
  stopping_ = true;
  const std::uint64_t one = 1;
  if (::write(stop_fd_, &one, sizeof one) != sizeof one) std::abort();
  emptied_.wait_for(lock, std::chrono::milliseconds(grace_ms), [this] { return sockets_.empty(); });
  for (const auto& [socket, state] : sockets_) ::shutdown(socket, SHUT_RDWR);
}

}  // namespace kontor::http

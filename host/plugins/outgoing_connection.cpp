#include "host/plugins/outgoing_connection.hpp"

#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>

#include <cerrno>
#include <memory>

namespace kontor::host {
namespace {

bool connect_within(int socket, const addrinfo& address, int timeout_ms) {
  if (::connect(socket, address.ai_addr, address.ai_addrlen) == 0) return true;
  if (errno != EINPROGRESS) return false;
  pollfd watched{socket, POLLOUT, 0};
  if (::poll(&watched, 1, timeout_ms) != 1) return false;
  int failure = 0;
  socklen_t size = sizeof failure;
  return ::getsockopt(socket, SOL_SOCKET, SO_ERROR, &failure, &size) == 0 && failure == 0;
}

}  // namespace

Result<runtime::Descriptor> connect_tcp(const std::string& host, std::uint16_t port,
                                        int timeout_ms) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_NUMERICSERV;
  addrinfo* found = nullptr;
  if (::getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &found) != 0)
    return Error{ErrorCode::unavailable, "the name " + host + " cannot be resolved"};
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> addresses(found, ::freeaddrinfo);
  for (const addrinfo* each = found; each != nullptr; each = each->ai_next) {
    runtime::Descriptor socket(::socket(
        each->ai_family, each->ai_socktype | SOCK_CLOEXEC | SOCK_NONBLOCK, each->ai_protocol));
    if (!socket || !connect_within(socket.get(), *each, timeout_ms)) continue;
    const int flags = ::fcntl(socket.get(), F_GETFL);
    if (flags >= 0 && ::fcntl(socket.get(), F_SETFL, flags & ~O_NONBLOCK) == 0) return socket;
  }
  return Error{ErrorCode::unavailable, host + ":" + std::to_string(port) + " does not answer"};
}

}  // namespace kontor::host

#include "tests/support/loopback_listener.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <stdexcept>

namespace kontor::testing {

namespace {

constexpr int kWaitingMax = 64;

void narrow(int socket) {
  const int received_bytes = 4096;
  const int segment_bytes = 536;
  ::setsockopt(socket, SOL_SOCKET, SO_RCVBUF, &received_bytes, sizeof received_bytes);
  ::setsockopt(socket, IPPROTO_TCP, TCP_MAXSEG, &segment_bytes, sizeof segment_bytes);
}

}  // namespace

LoopbackListener listen_on_loopback(std::uint16_t port, Buffers buffers) {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const int yes = 1;
  ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  if (buffers == Buffers::narrow) narrow(socket);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  auto* raw = reinterpret_cast<sockaddr*>(&address);
  socklen_t size = sizeof address;
  if (::bind(socket, raw, size) != 0 || ::listen(socket, kWaitingMax) != 0 ||
      ::getsockname(socket, raw, &size) != 0) {
    ::close(socket);
    throw std::runtime_error("cannot listen");
  }
  return {socket, ntohs(address.sin_port)};
}

}  // namespace kontor::testing

#include "host/plugins/outgoing_connection.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <memory>

namespace kontor::host {
namespace {

struct FreeAddresses {
  void operator()(addrinfo* list) const { ::freeaddrinfo(list); }
};
using Addresses = std::unique_ptr<addrinfo, FreeAddresses>;

struct Block {
  std::uint32_t network;
  int bits;
};

// IANA special-purpose IPv4 blocks that are not for everybody.
constexpr std::array kNotPublic = {
    Block{0x00000000, 8},  Block{0x0A000000, 8},  Block{0x64400000, 10}, Block{0x7F000000, 8},
    Block{0xA9FE0000, 16}, Block{0xAC100000, 12}, Block{0xC0000000, 24}, Block{0xC0000200, 24},
    Block{0xC0586300, 24}, Block{0xC0A80000, 16}, Block{0xC6120000, 15}, Block{0xC6336400, 24},
    Block{0xCB007100, 24}, Block{0xE0000000, 4},  Block{0xF0000000, 4}};

bool is_public_ipv4(std::uint32_t address) {
  return std::ranges::none_of(kNotPublic, [address](const Block& block) {
    return (address ^ block.network) >> (32 - block.bits) == 0;
  });
}

bool is_public_ipv6(const in6_addr& address) {
  const std::uint8_t* bytes = address.s6_addr;
  if ((bytes[0] & 0xE0) != 0x20) return false;  // Global unicast is 2000::/3.
  const std::uint32_t first = std::uint32_t{bytes[0]} << 24 | std::uint32_t{bytes[1]} << 16 |
                              std::uint32_t{bytes[2]} << 8 | bytes[3];
  // Documentation, Teredo and 6to4, which carry IPv4 addresses of anybody's choice.
  return first != 0x20010DB8 && first != 0x20010000 && first >> 16 != 0x2002;
}

Addresses look_up(const std::string& host, const std::string& port, int flags) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = flags;
  addrinfo* found = nullptr;
  if (::getaddrinfo(host.c_str(), port.empty() ? nullptr : port.c_str(), &hints, &found) != 0)
    found = nullptr;
  return Addresses(found);
}

bool connect_within(int socket, const addrinfo& address, int timeout_ms) {
  if (::connect(socket, address.ai_addr, address.ai_addrlen) == 0) return true;
  if (errno != EINPROGRESS) return false;
  pollfd watched{socket, POLLOUT, 0};
  if (::poll(&watched, 1, timeout_ms) != 1) return false;
  int failure = 0;
  socklen_t size = sizeof failure;
  return ::getsockopt(socket, SOL_SOCKET, SO_ERROR, &failure, &size) == 0 && failure == 0;
}

Result<runtime::Descriptor> connect_to(const addrinfo& address, int timeout_ms) {
  runtime::Descriptor socket(::socket(
      address.ai_family, address.ai_socktype | SOCK_CLOEXEC | SOCK_NONBLOCK, address.ai_protocol));
  if (!socket || !connect_within(socket.get(), address, timeout_ms))
    return Error{ErrorCode::unavailable, "nobody answers"};
  const int flags = ::fcntl(socket.get(), F_GETFL);
  if (flags < 0 || ::fcntl(socket.get(), F_SETFL, flags & ~O_NONBLOCK) != 0)
    return Error{ErrorCode::unavailable, "the socket cannot be used"};
  // A small answer must not keep what follows it waiting for the peer's acknowledgement.
  const int at_once = 1;
  (void)::setsockopt(socket.get(), IPPROTO_TCP, TCP_NODELAY, &at_once, sizeof at_once);
  return socket;
}

}  // namespace

bool is_public_address(std::string_view address) {
  const std::string text(address);
  in_addr four{};
  if (::inet_pton(AF_INET, text.c_str(), &four) == 1) return is_public_ipv4(ntohl(four.s_addr));
  in6_addr six{};
  return ::inet_pton(AF_INET6, text.c_str(), &six) == 1 && is_public_ipv6(six);
}

Result<std::vector<std::string>> resolve(const std::string& host, Reach reach) {
  const Addresses found = look_up(host, "", 0);
  std::vector<std::string> addresses;
  for (const addrinfo* each = found.get(); each != nullptr; each = each->ai_next) {
    std::array<char, NI_MAXHOST> text{};
    if (::getnameinfo(each->ai_addr, each->ai_addrlen, text.data(), text.size(), nullptr, 0,
                      NI_NUMERICHOST) == 0)
      addresses.emplace_back(text.data());
  }
  if (addresses.empty())
    return Error{ErrorCode::unavailable, "the name " + host + " cannot be resolved"};
  if (reach == Reach::public_only && !std::ranges::all_of(addresses, is_public_address))
    return Error{ErrorCode::forbidden,
                 host +
                     " is an address inside a network; only an administrator may allow it, by "
                     "writing it into the plugin's settings"};
  return addresses;
}

Result<runtime::Descriptor> connect_tcp(const std::vector<std::string>& addresses,
                                        std::uint16_t port, int timeout_ms) {
  for (const std::string& address : addresses) {
    const Addresses numeric =
        look_up(address, std::to_string(port), AI_NUMERICHOST | AI_NUMERICSERV);
    if (!numeric) continue;
    auto socket = connect_to(*numeric, timeout_ms);
    if (socket) return socket;
  }
  return Error{ErrorCode::unavailable, (addresses.empty() ? "nothing" : addresses.front()) + ":" +
                                           std::to_string(port) + " does not answer"};
}

}  // namespace kontor::host

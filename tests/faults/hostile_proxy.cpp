#include "tests/faults/hostile_proxy.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <random>

namespace kontor::testing {

namespace {

sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

int connect_to(std::uint16_t port) {
  const int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const sockaddr_in address = loopback(port);
  if (connect(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) {
    const int yes = 1;
    setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    return descriptor;
  }
  close(descriptor);
  return -1;
}

// Reads one message with a Content-Length (or none); "" when the other side is gone.
std::string read_message(int descriptor, std::string& buffer, const std::atomic<bool>& ends) {
  while (!ends) {
    const std::size_t head = buffer.find("\r\n\r\n");
    if (head != std::string::npos) {
      std::size_t length = 0;
      for (const char* name : {"Content-Length: ", "content-length: "}) {
        const std::size_t at = buffer.find(name);
        if (at < head) length = std::strtoul(buffer.c_str() + at + 16, nullptr, 10);
      }
      const std::size_t whole = head + 4 + length;
      if (buffer.size() >= whole) {
        std::string message = buffer.substr(0, whole);
        buffer.erase(0, whole);
        return message;
      }
    }
    pollfd ready{.fd = descriptor, .events = POLLIN, .revents = 0};
    if (poll(&ready, 1, 100) == 0) continue;
    char bytes[8192];
    const ssize_t count = read(descriptor, bytes, sizeof bytes);
    if (count <= 0) return "";
    buffer.append(bytes, static_cast<std::size_t>(count));
  }
  return "";
}

bool write_all(int descriptor, const std::string& bytes) {
  std::size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t count =
        ::send(descriptor, bytes.data() + done, bytes.size() - done, MSG_NOSIGNAL);
    if (count <= 0) return false;
    done += static_cast<std::size_t>(count);
  }
  return true;
}

// One request on a connection of its own, so that a doubled one may overtake.
std::string ask(std::uint16_t port, const std::string& request, const std::atomic<bool>& ends) {
  const int server = connect_to(port);
  if (server < 0) return "";
  std::string buffer;
  std::string reply;
  if (write_all(server, request)) reply = read_message(server, buffer, ends);
  close(server);
  return reply;
}

}  // namespace

HostileProxy::HostileProxy(std::uint16_t server_port, std::uint32_t seed)
    : server_port_(server_port), seed_(seed) {
  listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = loopback(0);
  socklen_t size = sizeof address;
  if (bind(listener_, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
      listen(listener_, 128) != 0 ||
      getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    std::abort();
  }
  port_ = ntohs(address.sin_port);
  acceptor_ = std::thread([this] { accept_all(); });
}

HostileProxy::~HostileProxy() {
  ends_ = true;
  acceptor_.join();
  for (std::thread& connection : connections_) connection.join();
  close(listener_);
}

void HostileProxy::accept_all() {
  for (std::uint32_t number = 1; !ends_; ++number) {
    pollfd ready{.fd = listener_, .events = POLLIN, .revents = 0};
    if (poll(&ready, 1, 100) == 0) continue;
    const int client = accept(listener_, nullptr, nullptr);
    if (client < 0) continue;
    const std::lock_guard lock(mutex_);
    connections_.emplace_back([this, client, number] { serve(client, seed_ + number); });
  }
}

void HostileProxy::serve(int client, std::uint32_t seed) {
  std::minstd_rand dice(seed);
  std::string buffer;
  while (!ends_) {
    const std::string request = read_message(client, buffer, ends_);
    if (request.empty()) break;
    const std::uint32_t fate = static_cast<std::uint32_t>(dice()) % 20;
    if (fate < 6) ++spoiled_;
    if (fate == 0) break;  // The request is lost.
    if (fate == 1) {       // Twice, and the first reply is the one that is lost.
      (void)ask(server_port_, request, ends_);
    }
    if (fate == 2) {  // Held back, so that others overtake.
      std::this_thread::sleep_for(std::chrono::milliseconds(dice() % 40));
    }
    const std::string reply = ask(server_port_, request, ends_);
    if (fate == 3) break;  // The reply is lost.
    if (fate == 4) {       // Again later, behind the client's back.
      (void)write_all(client, reply);
      (void)ask(server_port_, request, ends_);
      ++passed_;
      continue;
    }
    if (fate == 5) {  // Cut in the middle.
      (void)write_all(client, reply.substr(0, reply.size() / 2));
      break;
    }
    if (reply.empty() || !write_all(client, reply)) break;
    ++passed_;
  }
  close(client);
}

}  // namespace kontor::testing

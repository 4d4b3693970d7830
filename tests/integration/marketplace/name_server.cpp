#include "tests/integration/marketplace/name_server.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <stdexcept>

namespace kontor::testing {
namespace {

constexpr std::size_t kHeaderBytes = 12;
constexpr std::size_t kMessageMax = 65535;

std::string two_bytes(std::size_t number) {
  return {static_cast<char>(number >> 8), static_cast<char>(number & 0xFF)};
}

// The name of the question, and where the question ends.
std::pair<std::string, std::size_t> question_of(const std::string& bytes) {
  std::string name;
  std::size_t at = kHeaderBytes;
  while (at < bytes.size() && bytes[at] != '\0') {
    const auto length = static_cast<unsigned char>(bytes[at]);
    if (!name.empty()) name += '.';
    name += bytes.substr(at + 1, length);
    at += std::size_t{1} + length;
  }
  return {name, at + 5};  // The end of the name, type and class.
}

}  // namespace

NameServer::NameServer(Answer answer) : answer_(std::move(answer)) {
  int tries = 100;
  while (!listen_on_one_port())
    if (--tries == 0) throw std::runtime_error("no port is free for datagrams and connections");
  if (pipe2(stop_, O_CLOEXEC) != 0) throw std::runtime_error("no pipe to stop the server with");
  thread_ = std::thread([this] { serve(); });
}

// The system names a port that is free for datagrams; a connection of another program may hold
// the same number, then the next one is tried.
bool NameServer::listen_on_one_port() {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  datagrams_ = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (bind(datagrams_, reinterpret_cast<sockaddr*>(&address), size) == 0 &&
      getsockname(datagrams_, reinterpret_cast<sockaddr*>(&address), &size) == 0 &&
      bind(listener_, reinterpret_cast<sockaddr*>(&address), size) == 0 &&
      listen(listener_, 4) == 0) {
    port_ = ntohs(address.sin_port);
    return true;
  }
  close(datagrams_);
  close(listener_);
  return false;
}

NameServer::~NameServer() {
  close(stop_[1]);
  thread_.join();
  for (const int one : {stop_[0], datagrams_, listener_}) close(one);
}

std::vector<std::string> NameServer::answers_to(std::string bytes, bool over_tcp) {
  ++queries_;
  auto [name, end] = question_of(bytes);
  bytes.resize(std::min(end, bytes.size()));
  return answer_({std::move(name), std::move(bytes), over_tcp});
}

void NameServer::serve() {
  for (;;) {
    std::array<pollfd, 3> waited = {pollfd{stop_[0], POLLIN, 0}, pollfd{datagrams_, POLLIN, 0},
                                    pollfd{listener_, POLLIN, 0}};
    if (poll(waited.data(), waited.size(), -1) < 0) continue;
    if (waited[0].revents != 0) return;
    if (waited[1].revents != 0) {
      std::string bytes(kMessageMax, '\0');
      sockaddr_in from{};
      socklen_t size = sizeof from;
      const ssize_t got = recvfrom(datagrams_, bytes.data(), bytes.size(), 0,
                                   reinterpret_cast<sockaddr*>(&from), &size);
      if (got < static_cast<ssize_t>(kHeaderBytes)) continue;
      bytes.resize(static_cast<std::size_t>(got));
      for (const std::string& answer : answers_to(std::move(bytes), /*over_tcp=*/false))
        sendto(datagrams_, answer.data(), answer.size(), 0, reinterpret_cast<sockaddr*>(&from),
               size);
    }
    if (waited[2].revents != 0) serve_connection();
  }
}

void NameServer::serve_connection() {
  const int socket = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
  std::array<unsigned char, 2> length{};
  if (recv(socket, length.data(), length.size(), MSG_WAITALL) == 2) {
    std::string bytes(static_cast<std::size_t>(length[0]) << 8 | length[1], '\0');
    if (recv(socket, bytes.data(), bytes.size(), MSG_WAITALL) == static_cast<ssize_t>(bytes.size()))
      for (const std::string& answer : answers_to(std::move(bytes), /*over_tcp=*/true)) {
        const std::string framed = two_bytes(answer.size()) + answer;
        if (send(socket, framed.data(), framed.size(), MSG_NOSIGNAL) < 0) break;
      }
  }
  close(socket);
}

std::string NameServer::message(const Query& query, const std::vector<Record>& records, int code,
                                bool cut_short) {
  std::string bytes = query.bytes;
  bytes[2] = static_cast<char>(0x81 | (cut_short ? 0x02 : 0));  // A response; recursion desired.
  bytes[3] = static_cast<char>(0x80 | code);                    // Recursion available.
  bytes.replace(6, 6, two_bytes(records.size()) + std::string(4, '\0'));
  for (const Record& record : records)
    bytes += "\xC0\x0C" + two_bytes(static_cast<std::size_t>(record.type)) + two_bytes(1) +
             std::string("\0\0\0\x3C", 4) + two_bytes(record.data.size()) + record.data;
  return bytes;
}

std::string NameServer::pieces(const std::vector<std::string>& texts) {
  std::string data;
  for (const std::string& text : texts) data += static_cast<char>(text.size()) + text;
  return data;
}

}  // namespace kontor::testing

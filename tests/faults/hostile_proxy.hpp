#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace kontor::testing {

// Stands between clients and a server on loopback and does, by dice, what networks do: passes a
// request on, loses it, passes it on twice, holds it back while others overtake, loses the
// reply, or cuts it in the middle. Understands just enough HTTP to know where a request ends.
class HostileProxy {
 public:
  HostileProxy(std::uint16_t server_port, std::uint32_t seed);
  ~HostileProxy();
  HostileProxy(const HostileProxy&) = delete;
  HostileProxy& operator=(const HostileProxy&) = delete;

  std::uint16_t port() const { return port_; }
  std::int64_t passed() const { return passed_; }
  std::int64_t spoiled() const { return spoiled_; }  // Lost, doubled, held back or cut.

 private:
  void accept_all();
  void serve(int client, std::uint32_t seed);

  const std::uint16_t server_port_;
  const std::uint32_t seed_;
  int listener_ = -1;
  std::uint16_t port_ = 0;
  std::atomic<bool> ends_{false};
  std::atomic<std::int64_t> passed_{0};
  std::atomic<std::int64_t> spoiled_{0};
  std::mutex mutex_;
  std::vector<std::thread> connections_;
  std::thread acceptor_;
};

}  // namespace kontor::testing

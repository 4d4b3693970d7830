#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <thread>

namespace kontor::bench {

enum class Receipts { none, each };

// An SMSC on loopback that takes everything from one client: answers each submit with an id and,
// where wanted, a receipt that the message arrived. Ends when the client has gone.
class Taker {
 public:
  explicit Taker(Receipts receipts);
  ~Taker();
  Taker(const Taker&) = delete;
  Taker& operator=(const Taker&) = delete;

  std::int64_t port() const { return port_; }
  std::int64_t taken() const { return taken_; }
  std::int64_t heard() const { return heard_; }  // Receipts that the client has answered.
  double cpu_s();                                //  What it has cost so far.

 private:
  void serve();

  Receipts receipts_;
  int listener_;
  std::int64_t port_ = 0;
  std::uint32_t last_sequence_ = 0;
  std::atomic<std::int64_t> taken_ = 0;
  std::atomic<std::int64_t> heard_ = 0;
  std::thread thread_;
};

// Ends the program with a word where it does not hold.
void require(bool holds, const std::string& what);

}  // namespace kontor::bench

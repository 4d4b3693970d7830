#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "plugins/sms/smpp/pdu.hpp"

namespace kontor::testing {

// An SMSC on 127.0.0.1 that takes every bind and then says whatever a test wants, also what is
// no SMPP. One connection at a time. Any thread.
class LoudSmsc {
 public:
  LoudSmsc();
  ~LoudSmsc();
  LoudSmsc(const LoudSmsc&) = delete;
  LoudSmsc& operator=(const LoudSmsc&) = delete;

  std::string address() const { return "127.0.0.1:" + std::to_string(port_); }
  int binds() const { return binds_; }
  // To whoever is bound now, waiting while they take no more; false once they have gone.
  bool say(std::string_view bytes);
  // From now on it hears nothing; what others send fills their connections soon.
  void stop_reading(bool stopped);
  // How often a deliver_sm was answered with each status, and what else came how often.
  std::map<std::uint32_t, int> answers() const;
  int nacks() const { return nacks_; }

 private:
  void run();
  void serve(int socket);
  void take(int socket, const sms::smpp::Pdu& pdu);

  int listener_ = -1;
  std::uint16_t port_ = 0;
  std::atomic<bool> stopping_ = false;
  std::atomic<bool> deaf_ = false;
  std::atomic<int> binds_ = 0;
  std::atomic<int> nacks_ = 0;
  mutable std::mutex mutex_;  // Guards what follows.
  int bound_ = -1;
  std::map<std::uint32_t, int> answers_;
  std::thread thread_;  // Last: it uses the others.
};

// A deliver_sm (4.6.1) of a text in an alphabet, from digits.
std::string deliver_sm(std::uint32_t sequence, const std::string& from, const std::string& octets,
                       std::uint8_t data_coding = 0);

}  // namespace kontor::testing

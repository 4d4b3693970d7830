#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "tests/support/program.hpp"

namespace kontor::testing {

// Debian's Kannel (bearerbox and smsbox) with its fake SMSC, on free loopback ports. User
// "kontor", password "kannel-test".
class Kannel {
 public:
  // Ready when the constructor returns; aborts the test program otherwise.
  explicit Kannel(std::filesystem::path folder);

  std::string url() const;  // …/cgi-bin/sendsms
  // What the fake SMSC was given to deliver, one line each.
  std::vector<std::string> delivered() const;
  void stop();  // From now on nobody listens.

 private:
  std::filesystem::path folder_;
  std::uint16_t admin_port_;
  std::uint16_t smsbox_port_;
  std::uint16_t smsc_port_;
  std::uint16_t http_port_;
  std::unique_ptr<Program> bearerbox_;
  std::unique_ptr<Program> smsbox_;
  std::unique_ptr<Program> smsc_;
};

// A port of 127.0.0.1 nobody listens on now.
std::uint16_t free_port();

}  // namespace kontor::testing

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
  // `incoming`: where what telephones write goes, with Kannel's escapes; empty: nowhere.
  explicit Kannel(std::filesystem::path folder, const std::string& incoming = {});

  std::string url() const;  // …/cgi-bin/sendsms
  // What the fake SMSC was given to deliver, one line each.
  std::vector<std::string> delivered() const;
  // A telephone writes to 72500.
  void speak(const std::string& from, const std::string& text);
  void stop();   // From now on nobody listens.
  void start();  // Again, at the same ports.

 private:
  void start_smsc(const std::string& count, const std::string& message);
  std::filesystem::path folder_;
  std::string configuration_;
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

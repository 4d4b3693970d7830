#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/core/json.hpp"
#include "tests/support/program.hpp"

namespace kontor::testing {

// npm's smpp as an SMSC with telephones, on loopback; smsc/smsc.mjs names the options. System
// id "kontor", password "smsctest".
class Smsc {
 public:
  // Ready when the constructor returns; aborts the test program otherwise.
  explicit Smsc(std::filesystem::path folder, Json options = Json::object());

  std::string address() const;         // "127.0.0.1:port"
  std::vector<Json> log() const;       // What happened, in order.
  std::vector<Json> messages() const;  // What was submitted and taken.
  std::size_t count(const std::string& what) const;
  void stop();                                // Breaks all connections.
  void start(Json options = Json::object());  // Again, at the same port.

 private:
  std::filesystem::path folder_;
  Json options_;
  std::string port_ = "0";
  std::unique_ptr<Program> program_;
};

}  // namespace kontor::testing

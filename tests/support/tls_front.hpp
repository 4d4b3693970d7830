#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "tests/support/program.hpp"

namespace kontor::testing {

struct Certified {
  std::string certificate;  // PEM files.
  std::string private_key;
};

// A certificate authority of a test's own. Aborts the test program when openssl fails.
class Authority {
 public:
  explicit Authority(std::filesystem::path folder);  // Makes the folder.

  std::string root() const { return (folder_ / "root.pem").string(); }
  Certified certify(const std::string& name) const;

 private:
  std::filesystem::path folder_;
};

// TLS in front of a server on 127.0.0.1 that has none. Ready when the constructor returns.
class TlsFront {
 public:
  TlsFront(const std::filesystem::path& folder, const Certified& proof, std::uint16_t to);

  std::uint16_t port() const { return port_; }

 private:
  Program program_;
  std::uint16_t port_ = 0;
};

}  // namespace kontor::testing

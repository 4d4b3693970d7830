#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

namespace kontor::licensing {

// What `kontor-seats` is told by file, environment and flags, in that order of rising
// precedence.
struct Settings {
  std::filesystem::path data;
  std::string address = "127.0.0.1";
  std::uint16_t port = 7402;
  std::string database = {};              // Empty: sqlite:DATA/seats.db
  std::filesystem::path key_file = {};    // Empty: DATA/keys/seats.key
  std::filesystem::path trust_file = {};  // Empty: DATA/trust.json
  std::string certificate_file = {};
  std::string private_key_file = {};
  bool plain_http = false;  // Allows addresses off loopback without TLS.
  int threads = 64;
  int requests_per_second = 2000;  // Of one host.
  int refusals_per_minute = 60;    // Wrong tokens from one address.

  std::string database_url() const {
    return database.empty() ? "sqlite:" + (data / "seats.db").string() : database;
  }
  std::filesystem::path key_path() const {
    return key_file.empty() ? data / "keys" / "seats.key" : key_file;
  }
  std::filesystem::path trust_path() const {
    return trust_file.empty() ? data / "trust.json" : trust_file;
  }
  std::filesystem::path epoch_path() const { return data / "epoch.json"; }
};

}  // namespace kontor::licensing

#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "host/core/phone.hpp"

namespace kontor::host {

// What `kontor-host` is told by file, environment and flags, in that order of rising
// precedence.
struct Settings {
  std::filesystem::path data;
  std::string address = "127.0.0.1";
  std::uint16_t port = 7401;
  std::string database = {};        // Empty: sqlite:DATA/host.db
  std::filesystem::path web = {};   // Folder of the built web app.
  std::string company = "Company";  // Name under which this host buys.
  std::string market = {};          // URL; empty: no market.
  std::filesystem::path market_root = {};
  std::filesystem::path runner = {};
  std::string certificate_file = {};
  std::string private_key_file = {};
  PhoneDefaults phone = {};

  std::string database_url() const {
    return database.empty() ? "sqlite:" + (data / "host.db").string() : database;
  }
};

}  // namespace kontor::host

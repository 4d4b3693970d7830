#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace kontor::licensing {

// What somebody asks of `kontor license`, whatever the verb.
struct LicenseWish {
  std::string host = "http://127.0.0.1:7401";
  std::string seats = {};  // kontor-seats; asked instead of the host when given.
  std::string market = {};
  std::filesystem::path token_file = {};

  std::string product = {};
  std::string offer = {};
  std::string order = {};
  std::string license = {};
  std::string lease = {};
  std::string company = {};
  std::string ledger_key = {};
  std::string reason = {};
  std::string idempotency_key = {};
  std::string kind = "purchase";
  std::string coupon = {};
  std::string from = {};
  std::string to = {};
  std::int64_t quantity = 1;
  std::int64_t term_months = 0;
  std::int64_t days = 0;
  std::int64_t for_s = 0;
  bool leave = false;
  std::vector<std::string> people = {};
  std::filesystem::path file = {};
  std::filesystem::path out = {};
  std::filesystem::path qr = {};
  std::vector<std::filesystem::path> files = {};  // What was carried over an air gap.

  std::string session = {};
  std::string device_key = {};
  std::string group = {};
  std::int64_t reserved = 0;
  std::int64_t cap = 0;
};

}  // namespace kontor::licensing

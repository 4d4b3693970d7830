#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "marketplace/cli/desk/desk.hpp"
#include "marketplace/cli/log/source.hpp"

namespace kontor::marketplace {

struct AccountWish {
  Address address;
  std::string vendor;
  std::filesystem::path key, file;
  std::string from = "1970-01-01T00:00:00Z", to = "9999-12-31T00:00:00Z";
  std::vector<std::string> log_keys;
  std::filesystem::path log_key_file;
};

// The vendor's verbs about money; each answers what is to be printed.

Result<Json> show_statement(const AccountWish& wish);
// Signs the coupon described in `wish.file` and puts it to use.
Result<Json> put_coupon(const AccountWish& wish);
// Reads the whole log, verified, and holds the statement of all time against it. untrusted, after
// saying what was found, unless both tell the same.
Result<Json> reconcile_statement(const AccountWish& wish);

// Adds them; their answer is written into `answer`.
std::vector<CLI::App*> add_account_verbs(CLI::App& app, Result<Json>& answer);

}  // namespace kontor::marketplace

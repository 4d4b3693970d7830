#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "licensing/server/settings.hpp"

namespace kontor::licensing {

// How a verb tells what it did.
enum class Output { text, json };

// The verbs of kontor-seats; each gives the program's exit status: 0 done, 1 refused or
// failed (told on standard error), 2 wrong use.
int run_server(const Settings& settings);
int init_ledger(const Settings& settings, Output output);
int back_up_ledger(const Settings& settings, const std::filesystem::path& folder, Output output);
int restore_ledger(const Settings& settings, const std::filesystem::path& folder, Output output);
int audit_ledger(const Settings& settings, Output output);
// Writes the trust file as the market's signed metadata proves it: for `vendors`, or those it
// names already. A running server reads it within a second.
struct TrustWish {
  std::string market;
  std::filesystem::path root = {};
  std::string ca_file = {};
  std::vector<std::string> vendors = {};
};
int renew_trust(const Settings& settings, const TrustWish& wish, Output output);
int add_host(const Settings& settings, const std::string& name, const std::string& role,
             Output output);
int list_hosts(const Settings& settings, Output output);
int revoke_host(const Settings& settings, const std::string& name, Output output);
int rebind_host(const Settings& settings, const std::string& name, Output output);

}  // namespace kontor::licensing

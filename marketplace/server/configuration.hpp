#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "base/core/result.hpp"

namespace kontor::marketplace {

// How this market is to run: built-in values, overridden by the configuration file, then the
// environment (KONTOR_…), then flags.
struct Configuration {
  std::filesystem::path data;
  std::string address = "127.0.0.1";
  std::uint16_t port = 7400;
  std::string database;                       // Default: SQLite below `data`.
  std::filesystem::path operator_token_file;  // Default: DATA/operator.token.
  std::filesystem::path review_policy;        // Empty: the built-in policy.
  std::string clamd;                          // Address of a ClamAV daemon; empty: no malware scan.
  std::filesystem::path checker;  // Program kontor for trials; empty: beside the market's own.
  int trial_seconds = 120;        // A trial takes no longer.
  std::string dns_server;         // "address:port"; empty: the system's.
  int transfer_hold_days = 14;
  int registrations_per_hour = 60;       // From one address.
  std::filesystem::path billing;         // Billing rules; empty: DATA/billing.json if it is there.
  std::filesystem::path webhook_secret;  // Of the payment provider; empty: no webhooks are taken.
  std::string certificate_file, private_key_file;
  int threads = 64;
};

enum class Start { serve, told_all };  // told_all: --help or --version answered.

// Reads file, environment and flags; writes --help and --version to standard output.
Result<Start> read_configuration(int count, char** arguments, Configuration& configuration);

}  // namespace kontor::marketplace

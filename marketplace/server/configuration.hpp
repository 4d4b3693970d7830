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
  std::string certificate_file, private_key_file;
  int threads = 64;
};

enum class Start { serve, told_all };  // told_all: --help or --version answered.

// Reads file, environment and flags; writes --help and --version to standard output.
Result<Start> read_configuration(int count, char** arguments, Configuration& configuration);

}  // namespace kontor::marketplace

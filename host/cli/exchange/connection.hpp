#pragma once

#include <CLI/CLI.hpp>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "base/http/client.hpp"

namespace kontor::exchange {

// The host a command speaks to, and how.
struct Connection {
  std::string host = "http://127.0.0.1:7401";
  std::filesystem::path token_file;
  bool json = false;

  void add_options(CLI::App& app, const std::string& right);
  Status open();
  Result<Json> call(const std::string& method, const std::string& path,
                    const Json& body = nullptr) const;

  std::unique_ptr<http::Client> client = nullptr;
  http::Headers headers = {};
};

// Asks for the job's state until `is_over`, showing `progress` on standard error as it changes.
Result<Json> followed(const Connection& connection, const std::string& path,
                      const std::function<bool(const Json&)>& is_over,
                      const std::function<std::string(const Json&)>& progress);

}  // namespace kontor::exchange

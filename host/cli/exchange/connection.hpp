#pragma once

#include <functional>
#include <string>

#include "host/cli/host/host_wish.hpp"

namespace kontor::exchange {

// The host a command speaks to, and how.
struct Connection {
  host::HostWish wish = {};
  bool json = false;
  host::HostLine line = {};  // After open().

  void add_options(CLI::App& app, const std::string& right);
  Status open();
  Result<Json> call(const std::string& method, const std::string& path,
                    const Json& body = nullptr) const {
    return line.call(method, path, body);
  }
};

// Asks for the job's state until `is_over`, showing `progress` on standard error as it changes.
Result<Json> followed(const Connection& connection, const std::string& path,
                      const std::function<bool(const Json&)>& is_over,
                      const std::function<std::string(const Json&)>& progress);

}  // namespace kontor::exchange

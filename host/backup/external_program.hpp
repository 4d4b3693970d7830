#pragma once

#include <string>
#include <vector>

#include "base/core/result.hpp"

namespace kontor::host {

// Runs a program of the PATH to its end, with these variables added to the environment.
// unavailable when it cannot start or fails, with the end of what it said.
Status run_program(const std::vector<std::string>& command,
                   const std::vector<std::string>& variables);

// A PostgreSQL URL without its password, and the variable that carries it: arguments of a
// process are for everybody to read.
struct PostgresqlAddress {
  std::string url;
  std::vector<std::string> variables;
};
PostgresqlAddress postgresql_address(const std::string& url);

}  // namespace kontor::host

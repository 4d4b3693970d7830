#pragma once

#include <string>
#include <vector>

#include "base/core/result.hpp"

namespace kontor::cli {

// Runs a program found on PATH and waits for it; its output goes where ours goes.
// unavailable, naming the Debian package that brings it where we know it, if it cannot be
// started; invalid_argument if it ends with anything but 0.
Status run_program(const std::vector<std::string>& arguments);

// True if PATH holds the program.
bool on_path(const std::string& program);

}  // namespace kontor::cli

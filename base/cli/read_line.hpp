#pragma once

#include <CLI/CLI.hpp>
#include <optional>

namespace kontor::cli {

constexpr int kWrongLine = 2;  // Exit status of every program for a command line it cannot follow.

// Reads the command line into what `app` is bound to. With a value the program ends with it: help
// was asked for and printed (0), or the line is wrong and why stands on standard error.
inline std::optional<int> read_line(CLI::App& app, int count, const char* const* arguments) {
  try {
    app.parse(count, arguments);
    return std::nullopt;
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : kWrongLine;
  }
}

}  // namespace kontor::cli

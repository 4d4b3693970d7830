#pragma once

#include <string>

namespace kontor::cli {

// The name a program's help shows, for CLI::App: the words it was called by, "kontor report" where
// `kontor` became it (sdk/cli/delegate.hpp), otherwise its own without the folder.
inline std::string called_as(const char* const* arguments) {
  const std::string first = arguments[0] == nullptr ? "" : arguments[0];
  return first.substr(first.rfind('/') + 1);
}

}  // namespace kontor::cli

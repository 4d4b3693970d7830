#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace kontor::check {

enum class Severity {
  error,    // No market takes it and no host runs it, or it breaks a promise of the contract.
  warning,  // It works, and will hurt somebody.
  note,     // Worth knowing.
};

// One thing found. `message` says what and where, `fix` what to do about it.
struct Finding {
  std::string rule;  // "library.exports"
  Severity severity = Severity::error;
  std::string file;                     // Member of the package or name below the folder.
  std::optional<std::uint64_t> offset;  // Byte in that file.
  std::string message;
  std::string fix;
};

using Findings = std::vector<Finding>;

}  // namespace kontor::check

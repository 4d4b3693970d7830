#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/core/result.hpp"

namespace kontor::http {

inline constexpr std::size_t kQueryNamesMax = 64;

// A request target taken apart (RFC 9112 section 3.2.1, origin form).
struct Target {
  std::string path;                          // Still percent-encoded; begins with "/".
  std::map<std::string, std::string> query;  // Decoded.
};

// invalid_argument: bad percent-encoding, a query name given twice, too many names.
Result<Target> parse_target(std::string_view target);

}  // namespace kontor::http

#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/core/result.hpp"

namespace kontor::marketplace {

// Semantic Versioning 2.0.0. Ordered by precedence (section 11): build metadata does not
// count, so two different texts may be equivalent.
struct SemVer {
  std::uint64_t major = 0;
  std::uint64_t minor = 0;
  std::uint64_t patch = 0;
  std::vector<std::string> pre_release = {};

  static Result<SemVer> parse(std::string_view text);
  std::weak_ordering operator<=>(const SemVer& other) const;
  bool operator==(const SemVer& other) const { return std::is_eq(*this <=> other); }
};

}  // namespace kontor::marketplace

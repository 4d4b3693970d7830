#pragma once

#include <string_view>
#include <vector>

#include "sdk/package/archive.hpp"

namespace kontor::package::zip {

// The members of a whole zip file, if every byte of it is as the canonical profile says but
// for the packed bytes themselves. Touches headers only; each refusal names what and where.
Result<std::vector<Member>> read_index(std::string_view file, const ArchiveLimits& limits);

}  // namespace kontor::package::zip

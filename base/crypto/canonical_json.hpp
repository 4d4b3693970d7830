#pragma once

#include <string>

#include "base/core/json.hpp"

namespace kontor::crypto {

// OLPC canonical JSON, as TUF signs it: keys sorted by code point, no white space,
// only `"` and `\` escaped (a newline stays a newline). invalid_argument for
// floating-point numbers.
Result<std::string> canonical_json(const Json& value);

}  // namespace kontor::crypto

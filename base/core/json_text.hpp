#pragma once

#include <string>
#include <string_view>

#include "base/core/json.hpp"

namespace kontor {

// Add to `out` what to_text() would give (RFC 8259). Any thread.
void append_json(std::string& out, const Json& json);
void append_json_string(std::string& out, std::string_view text);

}  // namespace kontor

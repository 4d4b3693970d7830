#pragma once

#include <cstddef>
#include <nlohmann/json.hpp>
#include <string_view>

#include "base/core/result.hpp"

namespace kontor {

using Json = nlohmann::json;

// What outside JSON may look like. Duplicate keys, text that is not UTF-8 and
// numbers that do not fit are refused whatever the limits.
struct JsonLimits {
  std::size_t bytes_max = std::size_t{1} << 20;
  int depth_max = 32;
};

// Parses JSON from outside. The message of a failure names the position. Any thread.
Result<Json> parse_json(std::string_view text, const JsonLimits& limits = {});

// The member of `object` with the right type, or invalid_argument naming it.
Result<std::string> json_text(const Json& object, std::string_view name);
Result<std::int64_t> json_integer(const Json& object, std::string_view name);

// Compact text for storage and the wire; bytes that are not UTF-8 are replaced.
std::string to_text(const Json& json);

}  // namespace kontor

#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/http/message.hpp"

namespace kontor::host {

// A query parameter, "" if absent; refused when it is not UTF-8 or holds NUL.
Result<std::string> query_text(const http::Request& request, const std::string& name);
// The parameter `limit`: 1 … most.
Result<int> query_limit(const http::Request& request, int otherwise, int most);
// A parameter that is "true" or "false"; false if absent.
Result<bool> query_flag(const http::Request& request, const std::string& name);
// The version in If-Match: "3"; nothing for "*" or no header.
Result<std::optional<std::int64_t>> if_match(const http::Request& request);

}  // namespace kontor::host

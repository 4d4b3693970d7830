#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/core/result.hpp"

namespace kontor::runtime {

// The one translation of Error to the status and problem text of kontor/status.h and back.
std::int32_t status_of(ErrorCode code);
std::string_view code_name(ErrorCode code);
std::string problem_text(const Error& error);
// What a peer answered with a status other than 0. The text is not trusted: anything that
// is no problem object becomes a message that says so. Messages are cut at 2000 bytes.
Error error_from(std::int32_t status, std::string_view text, std::string_view peer);

}  // namespace kontor::runtime

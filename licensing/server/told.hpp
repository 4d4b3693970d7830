#pragma once

#include "base/core/json.hpp"
#include "base/core/result.hpp"
#include "licensing/server/commands.hpp"

namespace kontor::licensing {

// Prints what a verb did: `text` for people or `json` for machines. 0.
int tell(Output output, const std::string& text, const Json& json);
// Prints why it did nothing, to standard error. 1.
int tell(Output output, const Error& error);

}  // namespace kontor::licensing

#pragma once

#include <string>

#include "base/core/result.hpp"

namespace kontor::host {

// What `command` ("kontor install") says on standard error of what a host refused or could not do:
// the message, then why and what to do where that is known. Whole lines.
std::string told(const std::string& command, const Error& error);

}  // namespace kontor::host

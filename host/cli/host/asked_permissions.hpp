#pragma once

#include <string>

#include "base/core/result.hpp"

namespace kontor::host {

// What a plugin asks for, in sentences of the person's language (LANG) or English, when `error` is
// the host's refusal to install it before that is accepted; empty for any other error.
std::string asked_permissions(const Error& error);

}  // namespace kontor::host

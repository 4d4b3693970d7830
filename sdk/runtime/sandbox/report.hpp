#pragma once

#include "sdk/runtime/sandbox/birth.hpp"
#include "sdk/runtime/sandbox/policy.hpp"

namespace kontor::runtime::sandbox {

// The layers in words: which hold, which are missing and why.
SandboxReport report_of(const LayerErrors& errors);

}  // namespace kontor::runtime::sandbox

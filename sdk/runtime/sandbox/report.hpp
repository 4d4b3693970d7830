#pragma once

#include "sdk/runtime/sandbox/birth.hpp"
#include "sdk/runtime/sandbox/policy.hpp"

namespace kontor::runtime::sandbox {

// The layers in words: which hold, which are missing and why.
SandboxReport report_of(const LayerErrors& errors);
// Of a plugin in the host's process: its file was checked and sealed, nothing else holds.
SandboxReport report_in_process();

}  // namespace kontor::runtime::sandbox

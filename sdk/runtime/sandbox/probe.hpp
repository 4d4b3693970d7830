#pragma once

#include <filesystem>

#include "base/core/result.hpp"
#include "sdk/runtime/sandbox/policy.hpp"

namespace kontor::runtime {

// Which layers a plugin would have on this machine, tried with a runner that loads nothing.
// The first two are the host's own work and always hold. Any thread; takes milliseconds.
Result<SandboxReport> probe_sandbox(const std::filesystem::path& runner);

}  // namespace kontor::runtime

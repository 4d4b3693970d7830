#pragma once

#include <sys/types.h>

#include "sdk/runtime/plugin_process.hpp"

namespace kontor::runtime {

// CPU time and memory of another process; 0 for what cannot be read. Memory is the
// proportional set size, or the resident one where the kernel does not show the former.
PluginUsage process_usage(pid_t process);

}  // namespace kontor::runtime

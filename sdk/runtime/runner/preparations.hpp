#pragma once

#include <sys/types.h>

namespace kontor::runtime::runner {

inline constexpr int kSocket = 3;  // The channel to the host.
inline constexpr int kPlugin = 4;  // The sealed plugin file.

// Everything this process gives up before a byte of plugin code, constructors included,
// can run. The name of the step that failed, or null.
const char* prepare(pid_t host);

}  // namespace kontor::runtime::runner

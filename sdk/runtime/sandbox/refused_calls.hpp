#pragma once

#include <string>

namespace kontor::runtime::sandbox {

// A runner that makes a system call no plugin may make is stopped at that call and ends
// with a status that names it. A plugin could end with such a status itself, and would only
// accuse itself.
inline constexpr int kExitLateWrite = 98;  // It wrote an answer after its call had returned.
inline constexpr int kExitAborted = 99;    // abort(): the first process of a PID namespace
                                           // cannot die of a signal it sends itself.
inline constexpr int kExitRefused = 100;   // kExitRefused + 0: a call without a name here.

// The status for system call `number`. Async-signal-safe.
int exit_status_of_refused(int number);

// "socket()" for a status of the above; empty for any other status.
std::string refused_call(int exit_status);

}  // namespace kontor::runtime::sandbox

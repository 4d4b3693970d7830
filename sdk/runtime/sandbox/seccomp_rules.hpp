#pragma once

#include <vector>

#include "sdk/runtime/sandbox/seccomp_filter.hpp"

namespace kontor::runtime::sandbox {

enum class DataFolder { none, own };

// Before plugin code runs, an allow-list: any other call stops the process (SIGSYS).
std::vector<Rule> rules_before_load(DataFolder folder);
// What is forbidden besides, once the library is loaded.
std::vector<Rule> rules_after_load(DataFolder folder);

// The allow-list, before plugin code runs. What is harmless but not for a plugin fails with
// an errno, so that the C library copes; anything else ends the runner with a status that
// names the call (refused_calls.hpp). 0 or errno. Once, while there is one thread.
int put_up_seccomp(DataFolder folder);

// Tighter, once the library is loaded and before its create(): nothing becomes executable
// any more, and without a data folder nothing is opened. For every thread. 0 or errno.
int tighten_seccomp(DataFolder folder);

}  // namespace kontor::runtime::sandbox

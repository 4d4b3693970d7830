#pragma once

#include <dlfcn.h>
#include <time.h>

#include <cstdlib>
#include <string>
#include <string_view>

namespace kontor::trace {

// True when nobody asked for the plugin's time, or `caller` was there before the plugin: this
// program and its libraries, whose clock is their own business.
bool is_own(const void* caller);

// Asks the host whose time the plugin has; false when it does not answer.
bool ask_host(std::string_view operation, std::string_view request, std::string& answer);

// The function of the C library that this program's one stands before.
template <typename Function>
Function* next(const char* name) {
  void* found = ::dlsym(RTLD_NEXT, name);
  if (found == nullptr) std::abort();
  return reinterpret_cast<Function*>(found);
}

int kernel_clock(clockid_t clock, timespec* out);

// What this thread of the plugin was last told of a clock, null if nothing.
const timespec* last_told(clockid_t clock);
void note_told(clockid_t clock, const timespec& time);

}  // namespace kontor::trace

#pragma once

#include "sdk/runtime/sandbox/birth.hpp"
#include "sdk/runtime/sandbox/seccomp_rules.hpp"

namespace kontor::runtime::runner {

inline constexpr int kCalls = sandbox::kChannel;
inline constexpr int kBackground = sandbox::kBackground;
inline constexpr int kPlugin = sandbox::kPlugin;

// What the rest of the runner needs to know of its walls.
struct Walls {
  const char* plugin_path = "";  // How the plugin's file is opened from inside.
  sandbox::DataFolder folder = sandbox::DataFolder::none;
  bool seccomp = false;

  // After the library is loaded and before its create(). 0 or errno.
  int tighten() const { return seccomp ? sandbox::tighten_seccomp(folder) : 0; }
};

// Takes the host's order, gives up everything before a byte of plugin code, constructors
// included, can run, and tells the host which layers hold. False: the runner must end.
bool prepare(Walls& walls);

}  // namespace kontor::runtime::runner

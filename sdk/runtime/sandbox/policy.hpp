#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace kontor::runtime {

// What a plugin's process may use. A limit of 0 is the runtime's own default.
struct SandboxPolicy {
  // The plugin's own folder, the only one it may write to. Empty: it has none.
  std::filesystem::path data_folder = {};
  std::int64_t memory_bytes = 0;
  int cpu_percent = 0;  // Of one core; held only where there is a cgroup to write to.
  int threads_max = 0;

  // What happens where this kernel or this user cannot have a layer. A missing memory
  // cgroup refuses nothing: the limits of the process hold without one.
  enum class Missing { warn, refuse };
  Missing missing_layers = Missing::warn;
};

// One wall between the plugin and the machine.
struct SandboxLayer {
  std::string name;  // "landlock", "seccomp", "network namespace" …
  enum class State { holds, missing, off } state = State::off;
  std::string why = {};  // Of missing and off, for the administrator.
};

// In the order in which they are put up.
using SandboxReport = std::vector<SandboxLayer>;

}  // namespace kontor::runtime

#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <vector>

#include "base/core/result.hpp"
#include "sdk/runtime/descriptor.hpp"
#include "sdk/runtime/sandbox/control_group.hpp"
#include "sdk/runtime/sandbox/policy.hpp"

namespace kontor::runtime {

// What the runner inherits; borrowed for the call.
struct RunnerDescriptors {
  int calls = -1;
  int plugin = -1;
  int background = -1;  // -1: none.
};

struct Spawned {
  pid_t pid = -1;
  Descriptor pidfd;
  SandboxReport layers;           // Those the runner stands behind, before it loads anything.
  sandbox::ControlGroups groups;  // Removed by reap().
  std::uint64_t memory_bytes = 0;
};

// Starts the runner with these descriptors and nothing else of the host's, an empty
// environment, a process group and as far as this kernel has them namespaces of its own,
// of which it is the first process. It has put up its walls and waits for the load.
// unavailable if a wall is missing and the policy refuses that. `needed`: the libraries the
// plugin asks for.
//
// The kernel kills the runner when the calling THREAD ends, so that thread lives as long as
// the runner.
Result<Spawned> spawn_runner(const std::filesystem::path& runner,
                             const RunnerDescriptors& descriptors, const SandboxPolicy& policy,
                             const std::vector<std::string>& needed);

// How a process that has ended did so: "exited with status 0", "killed by signal 6 (Aborted)",
// "tried socket(), which a plugin may not call", "needed more memory than its limit of …".
std::string reap(const Spawned& spawned);

}  // namespace kontor::runtime

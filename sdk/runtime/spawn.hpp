#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>

#include "base/core/result.hpp"
#include "sdk/runtime/descriptor.hpp"

namespace kontor::runtime {

struct Spawned {
  pid_t pid = -1;
  Descriptor pidfd;
};

// Starts the runner with `socket` as descriptor 3 and `plugin` as 4, nothing else of the
// host's, an empty environment and a process group of its own. The kernel kills it when
// the calling THREAD ends, so that thread lives as long as the runner.
Result<Spawned> spawn_runner(const std::filesystem::path& runner, int socket, int plugin);

// How a process that has ended did so: "exited with status 0", "killed by signal 6 (Aborted)".
std::string reap(const Spawned& spawned);

}  // namespace kontor::runtime

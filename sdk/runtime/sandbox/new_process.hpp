#pragma once

#include <sys/types.h>

#include <filesystem>

#include "base/core/result.hpp"
#include "sdk/runtime/sandbox/birth.hpp"

namespace kontor::runtime::sandbox {

// The user that a runner of a host that runs as root becomes.
inline constexpr uid_t kNobody = 65534;

struct Inherited {
  int channel = -1;
  int plugin = -1;
  int background = -1;
  int birth = -1;
};

struct NewProcess {
  pid_t pid = -1;
  unsigned namespaces = 0;  // CLONE_NEW… it was born with …
  LayerErrors errors{};     // … and why it lacks the others.
};

// Executes `runner` in as many namespaces of its own as this kernel and this user can make.
// In a user namespace it may change its user, its root folder and its mounts until it drops
// those capabilities. The calling thread waits until the program runs.
Result<NewProcess> execute(const std::filesystem::path& runner, const Inherited& inherited);

}  // namespace kontor::runtime::sandbox

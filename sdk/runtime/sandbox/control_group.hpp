#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <vector>

#include "sdk/runtime/sandbox/control_group_place.hpp"

namespace kontor::runtime::sandbox {

// What the control groups of a runner hold it to, beside its own limits: the kernel counts
// what it uses on the plugin's behalf too.
struct GroupLimits {
  std::uint64_t memory_bytes = 0;
  int cpu_percent = 0;  // Of one core; 0: not limited.
};

// A file of a group and what is written there.
struct LimitFile {
  enum class Presence { always, where_swap_is_counted };
  std::string name;
  std::string text;
  Presence presence = Presence::always;
};
std::vector<LimitFile> limit_files(const GroupPlace& place, const GroupLimits& limits);

// The folders of one runner's groups; empty where there are none.
using ControlGroups = std::vector<std::string>;

// Puts `process` into groups of its own below the host's: version 2 where the host's group
// is delegated (Delegate=yes, DelegateSubgroup=host), version 1 where its folder may be
// written. The error is that of the memory group, 0 if there is one. Any thread.
ControlGroups make_groups(pid_t process, const GroupLimits& limits, int& error);

// Whether the kernel has killed a process of the groups because of their memory limit.
bool killed_for_memory(const ControlGroups& groups);

// Once the process is reaped.
void remove_groups(const ControlGroups& groups);

}  // namespace kontor::runtime::sandbox

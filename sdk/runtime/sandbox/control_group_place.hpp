#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace kontor::runtime::sandbox {

// A folder below which this host may make groups, of the hierarchy for memory, for CPU time
// or, in version 2, for both.
struct GroupPlace {
  int version = 1;
  bool memory = false;
  bool cpu = false;
  std::string parent = {};
};

// From the files cgroup and mountinfo of `process`; whether they may be written shows when
// they are. Empty where there is none.
std::vector<GroupPlace> group_places(const std::filesystem::path& process = "/proc/self");

// Version 2: hands the controllers down to the groups below. 0 or errno.
int prepare_place(const GroupPlace& place);

}  // namespace kontor::runtime::sandbox

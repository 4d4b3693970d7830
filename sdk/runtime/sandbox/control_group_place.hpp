#pragma once

#include <string>
#include <vector>

namespace kontor::runtime::sandbox {

// A folder below which this host may make groups, of the hierarchy for memory, for CPU time
// or, in version 2, for both.
struct GroupPlace {
  int version = 1;
  bool memory = false;
  bool cpu = false;
  std::string parent;
};

// From /proc/self/cgroup and /proc/self/mountinfo; whether they may be written shows when
// they are. Empty where there is none.
std::vector<GroupPlace> group_places();

// Version 2: hands the controllers down to the groups below. 0 or errno.
int prepare_place(const GroupPlace& place);

}  // namespace kontor::runtime::sandbox

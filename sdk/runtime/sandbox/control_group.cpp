#include "sdk/runtime/sandbox/control_group.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <string_view>

#include "sdk/runtime/descriptor.hpp"

namespace kontor::runtime::sandbox {
namespace {

// So that the plugin meets its own limit, where an allocation fails, before this one, where
// the kernel kills it.
constexpr std::uint64_t kKernelBytes = std::uint64_t{64} << 20;
constexpr int kPeriodUs = 100'000;
constexpr std::string_view kPrefix = "kontor-";

int write_file(const std::string& file, const std::string& text) {
  const Descriptor opened(::open(file.c_str(), O_WRONLY | O_CLOEXEC));
  if (!opened) return errno;
  return ::write(opened.get(), text.data(), text.size()) < 0 ? errno : 0;
}

// Groups that a host which was killed has left: named after a process that is no more.
void sweep(const std::string& parent) {
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(parent, ignored)) {
    const std::string name = entry.path().filename().string();
    if (!name.starts_with(kPrefix)) continue;
    const int host = std::atoi(name.c_str() + kPrefix.size());
    if (host > 0 && ::kill(host, 0) != 0 && errno == ESRCH) ::rmdir(entry.path().c_str());
  }
}

int set_limits(const GroupPlace& place, const std::string& group, const GroupLimits& limits) {
  for (const LimitFile& file : limit_files(place, limits)) {
    const int error = write_file(group + "/" + file.name, file.text);
    if (error != 0 && file.presence == LimitFile::Presence::always) return error;
  }
  return 0;
}

}  // namespace

std::vector<LimitFile> limit_files(const GroupPlace& place, const GroupLimits& limits) {
  using Presence = LimitFile::Presence;
  const std::string memory = std::to_string(limits.memory_bytes + kKernelBytes);
  const std::string quota = std::to_string(limits.cpu_percent * (kPeriodUs / 100));
  const bool two = place.version == 2;
  std::vector<LimitFile> files;
  if (place.memory) {
    files.push_back({two ? "memory.max" : "memory.limit_in_bytes", memory, Presence::always});
    // Nothing beyond the limit goes to swap.
    files.push_back({two ? "memory.swap.max" : "memory.memsw.limit_in_bytes", two ? "0" : memory,
                     Presence::where_swap_is_counted});
  }
  if (place.cpu && limits.cpu_percent > 0) {
    files.push_back({two ? "cpu.max" : "cpu.cfs_quota_us",
                     two ? quota + " " + std::to_string(kPeriodUs) : quota, Presence::always});
  }
  return files;
}

ControlGroups make_groups(pid_t process, const GroupLimits& limits, int& error) {
  static std::atomic<std::uint64_t> count = 0;
  static std::once_flag swept;
  static const auto places = group_places();  // Where the host was when it began.
  std::call_once(swept, [] {
    for (const GroupPlace& place : places) sweep(place.parent);
  });
  const std::string name =
      std::string(kPrefix) + std::to_string(::getpid()) + "-" + std::to_string(++count);
  ControlGroups groups;
  error = ENOENT;
  for (const GroupPlace& place : places) {
    if (!place.memory && limits.cpu_percent == 0) continue;
    const std::string group = place.parent + "/" + name;
    int failed = prepare_place(place);
    if (failed == 0) failed = ::mkdir(group.c_str(), 0755) == 0 ? 0 : errno;
    if (failed == 0) {
      groups.push_back(group);
      failed = set_limits(place, group, limits);
    }
    if (failed == 0) failed = write_file(group + "/cgroup.procs", std::to_string(process));
    if (place.memory) error = failed;
  }
  return groups;
}

bool killed_for_memory(const ControlGroups& groups) {
  for (const std::string& group : groups)
    for (const char* name : {"/memory.events", "/memory.oom_control"}) {
      std::ifstream file(group + name);
      std::string key;
      for (std::uint64_t count = 0; file >> key >> count;)
        if (key == "oom_kill" && count > 0) return true;
    }
  return false;
}

void remove_groups(const ControlGroups& groups) {
  // One that is not empty yet is swept by the next host.
  for (const std::string& group : groups) ::rmdir(group.c_str());
}

}  // namespace kontor::runtime::sandbox

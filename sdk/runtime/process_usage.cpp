#include "sdk/runtime/process_usage.hpp"

#include <ctime>
#include <fstream>
#include <string>

namespace kontor::runtime {
namespace {

std::int64_t cpu_us(pid_t process) {
  clockid_t clock{};
  timespec used{};
  if (::clock_getcpuclockid(process, &clock) != 0 || ::clock_gettime(clock, &used) != 0) return 0;
  return std::int64_t{used.tv_sec} * 1'000'000 + used.tv_nsec / 1000;
}

// The number of kilobytes that `file` gives under `name`.
std::int64_t bytes_of(const std::string& file, const std::string& name) {
  std::ifstream lines(file);
  std::string word;
  std::int64_t kilobytes = 0;
  while (lines >> word)
    if (word == name && lines >> kilobytes) return kilobytes * 1024;
  return 0;
}

}  // namespace

PluginUsage process_usage(pid_t process) {
  const std::string folder = "/proc/" + std::to_string(process);
  PluginUsage usage;
  usage.cpu_us = cpu_us(process);
  usage.memory_bytes = bytes_of(folder + "/smaps_rollup", "Pss:");
  if (usage.memory_bytes == 0) usage.memory_bytes = bytes_of(folder + "/status", "VmRSS:");
  return usage;
}

}  // namespace kontor::runtime

#pragma once

#include <sys/types.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <string>

namespace kontor::testing {

// AddressSanitizer keeps freed memory back, so that growth says little there.
#if defined(__SANITIZE_ADDRESS__)
inline constexpr bool kKeepsFreedMemory = true;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
inline constexpr bool kKeepsFreedMemory = true;
#else
inline constexpr bool kKeepsFreedMemory = false;
#endif
#else
inline constexpr bool kKeepsFreedMemory = false;
#endif

// Processes that `process` has started, dead or alive.
inline std::set<pid_t> children_of(const std::string& process = "self") {
  std::set<pid_t> children;
  std::error_code gone;
  for (const auto& task : std::filesystem::directory_iterator("/proc/" + process + "/task", gone)) {
    std::ifstream list(task.path() / "children");
    for (pid_t child = 0; list >> child;) children.insert(child);
  }
  return children;
}

// What a process holds that must not grow.
struct Footprint {
  std::size_t descriptors = 0;
  std::size_t threads = 0;
  std::size_t processes = 0;
  long resident_kb = 0;

  static Footprint of(const std::string& process = "self") {
    const std::string place = "/proc/" + process;
    Footprint found;
    found.descriptors = entries(place + "/fd");
    found.threads = entries(place + "/task");
    found.processes = children_of(process).size();
    std::ifstream status(place + "/status");
    for (std::string word; status >> word;)
      if (word == "VmRSS:") status >> found.resident_kb;
    return found;
  }

 private:
  static std::size_t entries(const std::string& folder) {
    std::size_t count = 0;
    std::error_code gone;
    for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(folder, gone))
      ++count;
    return count;
  }
};

}  // namespace kontor::testing

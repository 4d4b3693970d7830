#pragma once

#include <sys/types.h>

#include <filesystem>
#include <fstream>
#include <map>
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
  using Counted = std::map<std::string, std::size_t>;
  Counted descriptors;  // By what they are: "socket", "anon_inode:[pidfd]" …
  Counted threads;      // By their names.
  std::size_t processes = 0;
  long resident_kb = 0;

  static Footprint of(const std::string& process = "self") {
    namespace fs = std::filesystem;
    const std::string place = "/proc/" + process;
    Footprint found;
    std::error_code gone;
    for (const auto& entry : fs::directory_iterator(place + "/fd", gone)) {
      std::error_code closed;
      ++found.descriptors[kind_of(fs::read_symlink(entry.path(), closed).string())];
    }
    for (const auto& entry : fs::directory_iterator(place + "/task", gone)) {
      std::string name;
      std::getline(std::ifstream(entry.path() / "comm"), name);
      ++found.threads[name];
    }
    found.processes = children_of(process).size();
    std::ifstream status(place + "/status");
    for (std::string word; status >> word;)
      if (word == "VmRSS:") status >> found.resident_kb;
    return found;
  }

  // What there is more of than in `before`, beyond the `spare` of each: "descriptors: socket 4, was
  // 2". Empty: nothing. Memory is not looked at.
  std::string more_than(const Footprint& before, std::size_t spare = 0) const {
    std::string more = grown("descriptors", before.descriptors, descriptors, spare) +
                       grown("threads", before.threads, threads, spare);
    if (processes > before.processes)
      more += "processes: " + std::to_string(processes) + ", was " +
              std::to_string(before.processes) + "; ";
    return more;
  }

 private:
  // "socket:[4711]" and "/proc/12/fd" without their numbers.
  static std::string kind_of(std::string target) {
    std::erase_if(target, [](char c) { return c >= '0' && c <= '9'; });
    return target;
  }
  static std::size_t all(const Counted& counted) {
    std::size_t sum = 0;
    for (const auto& [kind, count] : counted) sum += count;
    return sum;
  }
  static std::string grown(const std::string& what, const Counted& before, const Counted& after,
                           std::size_t spare) {
    if (all(after) <= all(before) + spare) return "";
    std::string text = what + ": ";
    for (const auto& [kind, count] : after) {
      const auto known = before.find(kind);
      const std::size_t was = known == before.end() ? 0 : known->second;
      if (count > was)
        text += kind + " " + std::to_string(count) + ", was " + std::to_string(was) + "; ";
    }
    return text;
  }
};

}  // namespace kontor::testing

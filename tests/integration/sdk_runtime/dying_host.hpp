#pragma once

#include <spawn.h>
#include <sys/wait.h>

#include <array>
#include <csignal>
#include <vector>

#include "tests/integration/sdk_runtime/fixture.hpp"

namespace kontor::runtime {

// Hosts in processes of their own, each with one running plugin, and their runners.
struct DyingHosts {
  explicit DyingHosts(std::size_t count) {
    std::array<int, 2> ends{};
    if (::pipe(ends.data()) != 0) return;
    const Descriptor reader(ends[0]);
    Descriptor writer(ends[1]);
    const std::string program =
        (fixture_file("x").parent_path().parent_path() / "host_that_dies").string();
    const std::array<char*, 2> arguments = {const_cast<char*>(program.c_str()), nullptr};
    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_adddup2(&actions, writer.get(), STDOUT_FILENO);
    pid_t host = -1;
    while (hosts.size() < count &&
           ::posix_spawn(&host, program.c_str(), &actions, nullptr, arguments.data(), environ) == 0)
      hosts.push_back(host);
    ::posix_spawn_file_actions_destroy(&actions);
    writer = Descriptor();
    pid_t runner = 0;
    while (runners.size() < count &&
           ::read(reader.get(), &runner, sizeof runner) == static_cast<ssize_t>(sizeof runner))
      runners.push_back(runner);
  }
  ~DyingHosts() { kill_all(); }
  DyingHosts(const DyingHosts&) = delete;
  DyingHosts& operator=(const DyingHosts&) = delete;

  // kill -9, and waits.
  void kill_all() {
    for (const pid_t host : hosts) {
      ::kill(host, SIGKILL);
      ::waitpid(host, nullptr, 0);
    }
    hosts.clear();
  }

  std::vector<pid_t> hosts, runners;
};

// Gone, or a zombie that its new parent has not reaped.
inline bool has_ended(pid_t process) {
  const auto status = read_file("/proc/" + std::to_string(process) + "/status", 1 << 16);
  return !status || status->find("State:\tZ") != std::string::npos ||
         status->find("State:\tX") != std::string::npos;
}

}  // namespace kontor::runtime

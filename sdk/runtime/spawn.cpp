#include "sdk/runtime/spawn.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>

#include "sdk/runtime/runner/preparations.hpp"

namespace kontor::runtime {
namespace {

constexpr int kAboveFixed = 10;  // Out of the way of the numbers the child gets.

}  // namespace

Result<Spawned> spawn_runner(const std::filesystem::path& runner, int socket, int plugin) {
  const Descriptor high_socket(::fcntl(socket, F_DUPFD_CLOEXEC, kAboveFixed));
  const Descriptor high_plugin(::fcntl(plugin, F_DUPFD_CLOEXEC, kAboveFixed));
  if (!high_socket || !high_plugin)
    return Error{ErrorCode::exhausted, "no descriptors left to start a plugin"};

  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawnattr_init(&attributes);
  for (const int standard : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
    ::posix_spawn_file_actions_addopen(&actions, standard, "/dev/null", O_RDWR, 0);
  ::posix_spawn_file_actions_adddup2(&actions, high_socket.get(), runner::kSocket);
  ::posix_spawn_file_actions_adddup2(&actions, high_plugin.get(), runner::kPlugin);
  ::posix_spawn_file_actions_addclosefrom_np(&actions, runner::kPlugin + 1);
  sigset_t none;
  sigset_t all;
  ::sigemptyset(&none);
  ::sigfillset(&all);
  ::posix_spawnattr_setsigmask(&attributes, &none);
  ::posix_spawnattr_setsigdefault(&attributes, &all);
  ::posix_spawnattr_setpgroup(&attributes, 0);
  ::posix_spawnattr_setflags(
      &attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);

  std::string program = runner.string();
  std::string name = "kontor-runner";
  std::string host = std::to_string(::getpid());
  std::array<char*, 3> arguments = {name.data(), host.data(), nullptr};
  std::array<char*, 1> environment = {nullptr};
  Spawned spawned;
  const int failed = ::posix_spawn(&spawned.pid, program.c_str(), &actions, &attributes,
                                   arguments.data(), environment.data());
  ::posix_spawnattr_destroy(&attributes);
  ::posix_spawn_file_actions_destroy(&actions);
  if (failed != 0)
    return Error{ErrorCode::internal, program + " cannot be started: " + std::strerror(failed)};
  spawned.pidfd = Descriptor(static_cast<int>(::syscall(SYS_pidfd_open, spawned.pid, 0)));
  if (!spawned.pidfd) {
    ::kill(spawned.pid, SIGKILL);
    reap(spawned);
    return Error{ErrorCode::internal, "this kernel gives no pidfd for the plugin's process"};
  }
  return spawned;
}

std::string reap(const Spawned& spawned) {
  siginfo_t info{};
  while (::waitid(P_PID, static_cast<id_t>(spawned.pid), &info, WEXITED) < 0)
    if (errno != EINTR) return "ended";
  if (info.si_code == CLD_EXITED) return "exited with status " + std::to_string(info.si_status);
  const char* name = ::sigdescr_np(info.si_status);
  return "killed by signal " + std::to_string(info.si_status) + " (" +
         (name != nullptr ? name : "unknown") + ")";
}

}  // namespace kontor::runtime

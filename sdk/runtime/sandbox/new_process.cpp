#include "sdk/runtime/sandbox/new_process.hpp"

#include <fcntl.h>
#include <linux/capability.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <string>
#include <utility>

#include "sdk/runtime/descriptor.hpp"
#include "sdk/runtime/sandbox/limits.hpp"

// The C library's clone() under the name that thread sanitizers do not replace with one that
// runs their own code in the child, which here shares the parent's memory.
// NOLINTNEXTLINE(bugprone-reserved-identifier)
extern "C" int __clone(int (*run)(void*), void* stack, int flags, void* argument, ...);

namespace kontor::runtime::sandbox {
namespace {

constexpr int kAboveFixed = 10;  // Out of the way of the numbers the child gets.
constexpr std::size_t kStackBytes = 32768;
constexpr int kGiven = 4;  // Channel, plugin, background, birth, in the order of their numbers.
constexpr unsigned kEvery =
    CLONE_NEWUSER | CLONE_NEWNET | CLONE_NEWPID | CLONE_NEWIPC | CLONE_NEWNS;
constexpr unsigned kButUser = kEvery & ~unsigned{CLONE_NEWUSER};
// All; one kind short, which this kernel lacks; without a user of its own, as root can; none.
constexpr std::array<unsigned, 11> kAttempts = {kEvery,
                                                kEvery & ~unsigned{CLONE_NEWNET},
                                                kEvery & ~unsigned{CLONE_NEWPID},
                                                kEvery & ~unsigned{CLONE_NEWIPC},
                                                kEvery & ~unsigned{CLONE_NEWNS},
                                                kButUser,
                                                kButUser & ~unsigned{CLONE_NEWNET},
                                                kButUser & ~unsigned{CLONE_NEWPID},
                                                kButUser & ~unsigned{CLONE_NEWIPC},
                                                kButUser & ~unsigned{CLONE_NEWNS},
                                                0U};
constexpr std::array kKept = {CAP_SETUID, CAP_SETGID, CAP_SETPCAP, CAP_SYS_CHROOT, CAP_SYS_ADMIN};

struct Child {
  const char* program;
  int descriptors[kGiven];  // -1: none.
  bool in_user_namespace;
  int error;  // Written by the child, which shares this memory until it executes.
};

#ifdef __clang__
#define KONTOR_NOT_SANITIZED [[clang::no_sanitize("address", "thread", "undefined")]]
#else
#define KONTOR_NOT_SANITIZED [[gnu::no_sanitize("address", "thread", "undefined")]]
#endif

// From here to exec: system calls only, no state of the C library, since memory is the
// parent's. The sanitizers must not count what happens in it.

KONTOR_NOT_SANITIZED void keep_capabilities() {
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  __user_cap_data_struct data[2]{};
  ::syscall(SYS_capget, &header, data);
  for (const int capability : kKept) data[0].inheritable |= 1U << capability;
  ::syscall(SYS_capset, &header, data);
  for (const int capability : kKept)
    ::syscall(SYS_prctl, PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, capability, 0, 0);
}

KONTOR_NOT_SANITIZED void default_signals() {
  const unsigned long all_default[4] = {};  // The kernel's own layout.
  for (int signal = 1; signal <= 64; ++signal)
    ::syscall(SYS_rt_sigaction, signal, all_default, nullptr, sizeof(unsigned long));
  const unsigned long none = 0;
  ::syscall(SYS_rt_sigprocmask, SIG_SETMASK, &none, nullptr, sizeof none);
}

KONTOR_NOT_SANITIZED int become_runner(void* argument) {
  auto& child = *static_cast<Child*>(argument);
  ::syscall(SYS_prctl, PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
  ::syscall(SYS_setpgid, 0, 0);
  const long null = ::syscall(SYS_openat, AT_FDCWD, "/dev/null", O_RDWR | O_CLOEXEC, 0);
  for (int standard = 0; standard <= 2; ++standard)
    if (null != standard) ::syscall(SYS_dup3, null, standard, 0);
  if (null >= 0 && null <= 2) ::syscall(SYS_fcntl, null, F_SETFD, 0);
  for (int index = 0; index < kGiven; ++index) {
    const int number = kChannel + index;
    if (child.descriptors[index] < 0)
      ::syscall(SYS_close, number);
    else
      ::syscall(SYS_dup3, child.descriptors[index], number, 0);
  }
  ::syscall(SYS_close_range, kChannel + kGiven, ~0U, 0);
  if (child.in_user_namespace) keep_capabilities();
  // The C library of the new program takes the size of its threads' stacks from this.
  rlimit stack{};
  ::syscall(SYS_prlimit64, 0, RLIMIT_STACK, nullptr, &stack);
  if (stack.rlim_cur > kThreadStackBytes) stack.rlim_cur = kThreadStackBytes;
  ::syscall(SYS_prlimit64, 0, RLIMIT_STACK, &stack, nullptr);
  default_signals();
  const char* const arguments[] = {"kontor-runner", "--of-host", nullptr};
  const char* const environment[] = {nullptr};
  ::syscall(SYS_execve, child.program, arguments, environment);
  child.error = errno;
  ::syscall(SYS_exit_group, 127);
  __builtin_unreachable();
}

// The new process, or -1 and errno.
pid_t clone_runner(Child& child, unsigned namespaces) {
  child.in_user_namespace = (namespaces & CLONE_NEWUSER) != 0;
  child.error = 0;
  alignas(16) std::array<char, kStackBytes> stack;
  // No handler of this process may run in the child.
  sigset_t all;
  sigset_t before;
  ::sigfillset(&all);
  ::pthread_sigmask(SIG_SETMASK, &all, &before);
  const int flags = static_cast<int>(namespaces) | CLONE_VM | CLONE_VFORK | SIGCHLD;
  const pid_t pid = __clone(become_runner, stack.data() + stack.size(), flags, &child);
  const int error = errno;
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
  errno = error;
  return pid;
}

bool write_proc(pid_t pid, const char* name, const std::string& text) {
  const std::string path = "/proc/" + std::to_string(pid) + "/" + name;
  const Descriptor file(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
  return file && ::write(file.get(), text.data(), text.size()) == static_cast<ssize_t>(text.size());
}

// One user is all there is in the namespace: nobody if this is root, else the one we are.
bool map_user(pid_t pid) {
  const auto map = [](unsigned id) { return std::to_string(id) + " " + std::to_string(id) + " 1"; };
  if (::geteuid() == 0)
    return write_proc(pid, "gid_map", map(kNobody)) && write_proc(pid, "uid_map", map(kNobody));
  return write_proc(pid, "setgroups", "deny") && write_proc(pid, "gid_map", map(::getegid())) &&
         write_proc(pid, "uid_map", map(::geteuid()));
}

void note(LayerErrors& errors, unsigned lacking, int error) {
  const std::array<std::pair<unsigned, Layer>, 5> layers = {
      {{CLONE_NEWUSER, Layer::user_namespace},
       {CLONE_NEWNET, Layer::network_namespace},
       {CLONE_NEWPID, Layer::pid_namespace},
       {CLONE_NEWIPC, Layer::ipc_namespace},
       {CLONE_NEWNS, Layer::mount_namespace}}};
  for (const auto& [flag, layer] : layers)
    if ((lacking & flag) != 0) errors.at(static_cast<std::size_t>(layer)) = error;
}

void end(pid_t pid) {
  ::kill(pid, SIGKILL);
  while (::waitpid(pid, nullptr, 0) < 0 && errno == EINTR) {
  }
}

}  // namespace

Result<NewProcess> execute(const std::filesystem::path& runner, const Inherited& inherited) {
  std::array<Descriptor, kGiven> high;
  const std::array<int, kGiven> given = {inherited.channel, inherited.plugin, inherited.background,
                                         inherited.birth};
  Child child{.program = runner.c_str(), .descriptors = {}, .in_user_namespace = false, .error = 0};
  for (std::size_t index = 0; index < given.size(); ++index) {
    if (given.at(index) >= 0)
      high.at(index) = Descriptor(::fcntl(given.at(index), F_DUPFD_CLOEXEC, kAboveFixed));
    if (given.at(index) >= 0 && !high.at(index))
      return Error{ErrorCode::exhausted, "no descriptors left to start a plugin"};
    child.descriptors[index] = high.at(index).get();
  }
  NewProcess made;
  int reason = 0;  // What the first attempt failed with.
  for (const unsigned namespaces : kAttempts) {
    made.pid = clone_runner(child, namespaces);
    if (made.pid > 0 && child.error != 0) {
      end(made.pid);
      return Error{ErrorCode::internal,
                   runner.string() + " cannot be started: " + std::strerror(child.error)};
    }
    if (made.pid > 0 && ((namespaces & CLONE_NEWUSER) == 0 || map_user(made.pid))) {
      made.namespaces = namespaces;
      note(made.errors, kEvery & ~namespaces, reason);
      return made;
    }
    if (reason == 0) reason = errno;
    if (made.pid > 0) end(made.pid);
  }
  return Error{ErrorCode::exhausted,
               std::string("no process left to start a plugin: ") + std::strerror(errno)};
}

}  // namespace kontor::runtime::sandbox

#include "sdk/runtime/sandbox/seccomp_rules.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/syscall.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>

#include "tests/unit/sdk_runtime/seccomp/bpf_machine.hpp"

// Built twice, with the system calls of this machine and with those of aarch64 (TABLE), so
// that the filter of a machine that is not at hand is tried as well.
namespace kontor::runtime::sandbox {
namespace {

using Arguments = std::array<std::uint64_t, 6>;

constexpr std::uint32_t fails_with(int error) {
  return SECCOMP_RET_ERRNO | static_cast<std::uint32_t>(error);
}

class SeccompRulesTest : public ::testing::Test {
 protected:
  std::uint32_t before(long number, Arguments arguments = {}) const {
    return run_filter(first, call(number, arguments));
  }
  // As the kernel does with two filters: the strictest verdict, the lowest here.
  std::uint32_t after(long number, Arguments arguments = {}) const {
    return std::min(before(number, arguments), run_filter(second, call(number, arguments)));
  }
  static seccomp_data call(long number, const Arguments& arguments) {
    seccomp_data made{};
    made.nr = static_cast<int>(number);
    made.arch = TABLE.architecture;
    std::copy(arguments.begin(), arguments.end(), made.args);
    return made;
  }
  std::vector<sock_filter> first =
      compile(rules_before_load(DataFolder::none), SECCOMP_RET_TRAP, TABLE);
  std::vector<sock_filter> second =
      compile(rules_after_load(DataFolder::none), SECCOMP_RET_ALLOW, TABLE);
};

TEST_F(SeccompRulesTest, AreForTheNumbersOfTheirTable) {
  EXPECT_EQ(SYS_socket, TABLE.architecture == kAarch64.architecture ? 198 : 41);
  EXPECT_LE(first.size(), std::size_t{BPF_MAXINSNS});
}

TEST_F(SeccompRulesTest, StopWhatNoPluginMayCall) {
  for (const long number :
       {SYS_socket, SYS_connect, SYS_execve, SYS_ptrace, SYS_mount, SYS_unshare, SYS_setns, SYS_bpf,
        SYS_keyctl, SYS_memfd_create, SYS_io_uring_setup, SYS_process_vm_writev, SYS_pidfd_getfd,
        SYS_reboot, SYS_init_module, SYS_setuid, SYS_userfaultfd})
    EXPECT_EQ(before(number), std::uint32_t{SECCOMP_RET_TRAP}) << number;
}

TEST_F(SeccompRulesTest, LetThroughWhatWorkNeeds) {
  for (const long number : {SYS_futex, SYS_read, SYS_write, SYS_recvmsg, SYS_close, SYS_munmap,
                            SYS_clock_gettime, SYS_rt_sigreturn, SYS_exit_group, SYS_getrandom})
    EXPECT_EQ(after(number), std::uint32_t{SECCOMP_RET_ALLOW}) << number;
}

TEST_F(SeccompRulesTest, TellThreadsFromProcesses) {
  constexpr std::uint64_t kThread = CLONE_VM | CLONE_THREAD | CLONE_SIGHAND | CLONE_FS;

  EXPECT_EQ(before(SYS_clone, {kThread}), std::uint32_t{SECCOMP_RET_ALLOW});
  EXPECT_EQ(before(SYS_clone, {SIGCHLD}), std::uint32_t{SECCOMP_RET_TRAP});
  EXPECT_EQ(before(SYS_clone3), fails_with(ENOSYS));
}

TEST_F(SeccompRulesTest, LetNothingBeWrittenAndRun) {
  constexpr std::uint64_t kCode = PROT_READ | PROT_EXEC, kData = PROT_READ | PROT_WRITE;

  EXPECT_EQ(before(SYS_mmap, {0, 4096, kData | PROT_EXEC, MAP_PRIVATE}), fails_with(EACCES));
  EXPECT_EQ(before(SYS_mmap, {0, 4096, kCode, MAP_PRIVATE | MAP_ANONYMOUS}), fails_with(EACCES));
  EXPECT_EQ(before(SYS_mprotect, {0, 4096, kCode}), fails_with(EACCES));
  EXPECT_EQ(before(SYS_mmap, {0, 4096, kCode, MAP_PRIVATE, 4}), std::uint32_t{SECCOMP_RET_ALLOW});
  EXPECT_EQ(after(SYS_mmap, {0, 4096, kCode, MAP_PRIVATE, 4}), fails_with(EACCES));
  EXPECT_EQ(after(SYS_mmap, {0, 4096, kData, MAP_PRIVATE | MAP_ANONYMOUS}),
            std::uint32_t{SECCOMP_RET_ALLOW});
}

TEST_F(SeccompRulesTest, LetFilesBeReadUntilThePluginIsLoaded) {
  EXPECT_EQ(before(SYS_openat, {0, 0, O_RDONLY | O_CLOEXEC}), std::uint32_t{SECCOMP_RET_ALLOW});
  EXPECT_EQ(before(SYS_openat, {0, 0, O_WRONLY | O_CREAT}), fails_with(EACCES));
  EXPECT_EQ(after(SYS_openat, {0, 0, O_RDONLY}), fails_with(EACCES));
  EXPECT_EQ(after(SYS_seccomp, {SECCOMP_SET_MODE_FILTER}), std::uint32_t{SECCOMP_RET_TRAP});
}

TEST_F(SeccompRulesTest, KillForeignCallsAndHideNewOnes) {
  seccomp_data foreign = call(SYS_read, {});
  foreign.arch = TABLE.architecture == kAarch64.architecture ? AUDIT_ARCH_ARM : AUDIT_ARCH_I386;

  EXPECT_EQ(run_filter(first, foreign), std::uint32_t{SECCOMP_RET_KILL_PROCESS});
  EXPECT_EQ(before(451), fails_with(ENOSYS));
  if (TABLE.foreign_from != 0) {
    EXPECT_EQ(before(static_cast<long>(TABLE.foreign_from) + SYS_getpid),
              std::uint32_t{SECCOMP_RET_KILL_PROCESS});
  }
}

}  // namespace
}  // namespace kontor::runtime::sandbox

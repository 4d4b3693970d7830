#include <fcntl.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>

#include <filesystem>
#include <string>

#include "sdk/runtime/sandbox/landlock.hpp"
#include "sdk/runtime/sandbox/limits.hpp"
#include "sdk/runtime/sandbox/own_root.hpp"
#include "sdk/runtime/sandbox/privileges.hpp"
#include "sdk/runtime/sandbox/refused_calls.hpp"
#include "sdk/runtime/sandbox/seccomp_rules.hpp"
#include "tests/hostile/walls/attempt.hpp"

// Each wall alone: what it stops when no other stands behind it. The same attempt is made
// without the wall first, so that a test cannot pass because of something else.
namespace kontor::runtime {
namespace {

int no_wall() { return 0; }
int no_new_privileges() { return error_of(::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)); }

int read_a_file() { return error_of(::open("/etc/passwd", O_RDONLY)); }
int list_a_folder() { return error_of(::open("/etc", O_RDONLY | O_DIRECTORY)); }
int make_a_file() {
  return error_of(::open(std::filesystem::temp_directory_path().c_str(), O_TMPFILE | O_RDWR, 0600));
}
int look_at_a_file() {
  struct stat found {};
  return error_of(::stat("/etc/passwd", &found));
}
int make_a_socket() { return error_of(::socket(AF_INET, SOCK_STREAM, 0)); }
int bind_a_port() {
  sockaddr_in any{};
  any.sin_family = AF_INET;
  any.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
  return error_of(::bind(socket, reinterpret_cast<sockaddr*>(&any), sizeof any));
}
int signal_the_parent() { return error_of(::kill(::getppid(), 0)); }

TEST(LandlockAlone, StopsFilesFoldersPortsAndSignalsOutside) {
  const auto wall = [] { return no_new_privileges() + sandbox::put_up_landlock(-1); };

  for (const auto attempt : {read_a_file, list_a_folder, make_a_file, bind_a_port})
    EXPECT_EQ(behind(no_wall, attempt).status, 0);
  for (const auto attempt : {read_a_file, list_a_folder, make_a_file, bind_a_port})
    EXPECT_EQ(behind(wall, attempt).status, EACCES);
  EXPECT_EQ(behind(no_wall, signal_the_parent).status, 0);
  EXPECT_EQ(behind(wall, signal_the_parent).status, EPERM);
}

TEST(LandlockAlone, LeavesTheDataFolder) {
  std::string own = std::filesystem::temp_directory_path() / "kontor-own-XXXXXX";
  ASSERT_NE(::mkdtemp(own.data()), nullptr);
  const int folder = ::open(own.c_str(), O_PATH | O_DIRECTORY);
  const auto wall = [folder] { return no_new_privileges() + sandbox::put_up_landlock(folder); };

  const auto inside = behind(wall, [&own] {
    return error_of(::open((own + "/file").c_str(), O_CREAT | O_RDWR, 0600)) +
           error_of(::mkdir((own + "/folder").c_str(), 0700)) +
           error_of(::rename((own + "/file").c_str(), (own + "/folder/file").c_str())) +
           error_of(::unlink((own + "/folder/file").c_str()));
  });
  const auto device =
      behind(wall, [&own] { return error_of(::mkfifo((own + "/pipe").c_str(), 0600)); });

  EXPECT_EQ(inside.status, 0);
  EXPECT_EQ(device.status, EACCES);
  EXPECT_EQ(behind(wall, read_a_file).status, EACCES);
  ::close(folder);
  std::filesystem::remove_all(own);
}

int first_filter() {
  return no_new_privileges() + sandbox::put_up_seccomp(sandbox::DataFolder::none);
}
int both_filters() { return first_filter() + sandbox::tighten_seccomp(sandbox::DataFolder::none); }

TEST(SeccompAlone, EndsTheProcessAtACallNoPluginMayMakeAndNamesIt) {
  const std::pair<int (*)(), const char*> attempts[] = {
      {make_a_socket, "socket()"},
      {[] { return error_of(::syscall(SYS_ptrace, 0, 0, 0, 0)); }, "ptrace()"},
      {[] { return error_of(::syscall(SYS_execve, "/bin/true", nullptr, nullptr)); }, "execve()"},
      {[] { return error_of(::kill(::getppid(), 0)); }, "kill()"},
      {[] { return error_of(::syscall(SYS_unshare, 0)); }, "unshare()"},
      {[] { return error_of(::syscall(SYS_bpf, 0, nullptr, 0)); }, "bpf()"},
      {[] { return error_of(::syscall(SYS_io_uring_setup, 1, nullptr)); }, "io_uring_setup()"},
      {[] { return error_of(::syscall(SYS_mount, 0, 0, 0, 0, 0)); }, "mount()"}};
  for (const auto& [attempt, name] : attempts) {
    EXPECT_LT(behind(no_wall, attempt).status, sandbox::kExitAborted) << name;
    EXPECT_EQ(sandbox::refused_call(behind(first_filter, attempt).status), name);
  }
}

TEST(SeccompAlone, KillsACallOfAnotherInstructionSet) {
#if defined(__x86_64__)
  const auto of_x32 =
      behind(first_filter, [] { return error_of(::syscall(0x40000000 + SYS_getpid)); });
  EXPECT_EQ(of_x32.signal, SIGSYS);
#endif
}

TEST(SeccompAlone, LetsNoNewProcessAndNoUnknownCallPass) {
  const auto process = [] { return error_of(::syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0)); };
  const auto hidden = [] { return error_of(::syscall(SYS_clone3, nullptr, 0)); };
  const auto newer = [] { return error_of(::syscall(9999)); };

  EXPECT_EQ(sandbox::refused_call(behind(first_filter, process).status),
            "clone() of a new process");
  EXPECT_EQ(behind(first_filter, hidden).status, ENOSYS);
  EXPECT_EQ(behind(first_filter, newer).status, ENOSYS);
}

TEST(SeccompAlone, LetsNothingBeWrittenAndRun) {
  const auto map = [](int protection) {
    void* page = ::mmap(nullptr, 4096, protection, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return page == MAP_FAILED ? errno : 0;
  };
  const auto both = [map] { return map(PROT_READ | PROT_WRITE | PROT_EXEC); };
  const auto later = [] {
    void* page = ::mmap(nullptr, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return error_of(::mprotect(page, 4096, PROT_READ | PROT_EXEC));
  };

  EXPECT_EQ(behind(no_wall, both).status, 0);
  EXPECT_EQ(behind(first_filter, both).status, EACCES);
  EXPECT_EQ(behind(first_filter, later).status, EACCES);
}

int map_a_library() {
  const int file = ::open("/proc/self/exe", O_RDONLY);
  if (file < 0) return errno;
  void* code = ::mmap(nullptr, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE, file, 0);
  return code == MAP_FAILED ? errno : 0;
}
int map_the_open_library(int file) {
  void* code = ::mmap(nullptr, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE, file, 0);
  return code == MAP_FAILED ? errno : 0;
}

TEST(SeccompAlone, IsTighterOnceThePluginIsLoaded) {
  const int file = ::open("/proc/self/exe", O_RDONLY | O_CLOEXEC);

  EXPECT_EQ(behind(first_filter, map_a_library).status, 0);
  EXPECT_EQ(behind(both_filters, map_a_library).status, EACCES);
  EXPECT_EQ(behind(both_filters, [file] { return map_the_open_library(file); }).status, EACCES);
  EXPECT_EQ(behind(first_filter, read_a_file).status, 0);
  EXPECT_EQ(behind(both_filters, read_a_file).status, EACCES);
  ::close(file);
}

TEST(LimitsAlone, BoundMemoryDescriptorsAndFiles) {
  const auto wall = [] {
    return sandbox::put_up_limits(
        {.memory_bytes = 64 << 20, .threads_max = 16, .threads_counted_alone = false});
  };
  const auto memory = [] {
    void* taken =
        ::mmap(nullptr, 256 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return taken == MAP_FAILED ? errno : 0;
  };
  const auto descriptors = [] { return error_of(::fcntl(0, F_DUPFD, 256)); };
  const auto core = [] {
    rlimit limit{};
    ::getrlimit(RLIMIT_CORE, &limit);
    return limit.rlim_max == 0 ? 0 : 1;
  };

  EXPECT_EQ(behind(no_wall, memory).status, 0);
  EXPECT_EQ(behind(wall, memory).status, ENOMEM);
  EXPECT_EQ(behind(wall, descriptors).status, EINVAL);
  EXPECT_EQ(behind(wall, core).status, 0);
}

// The next two need what root has; an ordinary user has it in the runner's own namespace.
TEST(OwnRootAlone, HidesEveryFileAndKeepsOnlyTheProcesssOwnDescriptors) {
  if (::geteuid() != 0) return;
  const int file = ::open("/etc/passwd", O_RDONLY | O_CLOEXEC);
  const auto wall = [] { return sandbox::leave_file_system(); };
  const std::string own = "/" + std::to_string(file);

  EXPECT_EQ(behind(no_wall, look_at_a_file).status, 0);
  EXPECT_EQ(behind(wall, look_at_a_file).status, ENOENT);
  EXPECT_EQ(behind(wall, [] { return error_of(::open("../../../etc/passwd", O_RDONLY)); }).status,
            ENOENT);
  EXPECT_EQ(behind(wall, [&own] { return error_of(::open(own.c_str(), O_RDONLY)); }).status, 0);
  ::close(file);
}

TEST(PrivilegesAlone, RootBecomesNobodyAndCannotComeBack) {
  if (::geteuid() != 0) return;
  const auto wall = [] { return sandbox::become(65534, 65534) + sandbox::drop_capabilities(); };

  EXPECT_EQ(behind(wall, [] { return error_of(::open("/etc/shadow", O_RDONLY)); }).status, EACCES);
  EXPECT_EQ(behind(wall, [] { return error_of(::setuid(0)); }).status, EPERM);
  EXPECT_EQ(behind(wall, [] { return error_of(::chroot("/")); }).status, EPERM);
}

}  // namespace
}  // namespace kontor::runtime

#include <grp.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <string>

namespace kontor::runtime {
namespace {

constexpr uid_t kOrdinary = 12345;  // Nobody's: neither root nor what root's runners become.

// The programs and libraries of these tests in a folder that everybody may enter; the
// checkout may lie where an ordinary user cannot go.
std::filesystem::path copy_for_everybody() {
  namespace fs = std::filesystem;
  std::string folder = fs::temp_directory_path() / "kontor-hostile-XXXXXX";
  if (::mkdtemp(folder.data()) == nullptr) return {};
  const fs::path built = fs::path(std::getenv("KONTOR_BIN")).parent_path();
  const fs::path copy = folder;
  for (const auto* name : {"bin", "plugins", "tests"}) fs::create_directory(copy / name);
  for (const auto* name :
       {"bin/kontor-runner", "tests/sdk_runtime_fixtures", "tests/hostile_plugins",
        "tests/host_that_dies", "tests/namespace_probe", "tests/kernel_without_landlock",
        "tests/kernel_without_limits", "tests/kernel_without_no_new_privileges",
        "tests/kernel_without_seccomp", "bin/kontor-host", "plugins/hello-cpp",
        "plugins/hostile-accomplice", "plugins/hostile-tenant"})
    if (fs::exists(built / name)) fs::copy(built / name, copy / name, fs::copy_options::recursive);
  fs::copy("/proc/self/exe", copy / "tests" / "self");
  fs::permissions(copy, fs::perms(0755));
  for (const auto& entry : fs::recursive_directory_iterator(copy))
    fs::permissions(entry, fs::perms(0755));
  return copy;
}

[[noreturn]] void run_as_ordinary_user(const std::filesystem::path& copy) {
  const std::string program = (copy / "tests" / "self").string();
  const std::string bin = "KONTOR_BIN=" + (copy / "bin").string();
  std::array<char*, 3> arguments = {const_cast<char*>(program.c_str()),
                                    const_cast<char*>("--gtest_filter=-AsAnOrdinaryUser.*"),
                                    nullptr};
  const std::string plugins = "KONTOR_PLUGINS=" + (copy / "plugins").string();
  std::array<char*, 3> environment = {const_cast<char*>(bin.c_str()),
                                      const_cast<char*>(plugins.c_str()), nullptr};
  if (::setgroups(0, nullptr) == 0 && ::setresgid(kOrdinary, kOrdinary, kOrdinary) == 0 &&
      ::setresuid(kOrdinary, kOrdinary, kOrdinary) == 0 && ::chdir("/") == 0)
    ::execve(program.c_str(), arguments.data(), environment.data());
  ::_exit(126);
}

// As root; an ordinary user runs all the other tests as one anyway.
TEST(AsAnOrdinaryUser, EveryTestOfThisProgramHoldsToo) {
  if (::geteuid() != 0) return;
  const auto copy = copy_for_everybody();
  ASSERT_FALSE(copy.empty());

  const pid_t child = ::fork();
  if (child == 0) run_as_ordinary_user(copy);
  int status = -1;
  ::waitpid(child, &status, 0);

  EXPECT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 0);
  std::filesystem::remove_all(copy);
}

}  // namespace
}  // namespace kontor::runtime

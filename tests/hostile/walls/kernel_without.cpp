#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <string>
#include <string_view>

#include "sdk/runtime/sandbox/seccomp_filter.hpp"

// Stands where the runner would: makes the system calls of one layer fail as on a kernel that
// has no such layer, and becomes the runner, which knows nothing of it. LACKS is the layer.
namespace {

using namespace kontor::runtime::sandbox;

constexpr Verdict fails(int error) { return SECCOMP_RET_ERRNO | static_cast<Verdict>(error); }

std::vector<Rule> rules_without(std::string_view layer) {
  if (layer == "landlock") return {{SYS_landlock_create_ruleset, fails(ENOSYS)}};
  if (layer == "seccomp") return {{SYS_seccomp, fails(EINVAL)}};
  if (layer == "no_new_privileges")
    return {{SYS_prctl, fails(EINVAL), {is(0, std::uint32_t{PR_SET_NO_NEW_PRIVS})}}};
  return {{SYS_setrlimit, fails(EPERM)},  // "limits"
          {SYS_prlimit64, SECCOMP_RET_ALLOW, {is_null(2)}},
          {SYS_prlimit64, fails(EPERM)}};
}

}  // namespace

int main(int, char** arguments) {
  auto program = compile(rules_without(LACKS), SECCOMP_RET_ALLOW);
  if (install(program) != 0) return 4;
  const auto folder = std::filesystem::read_symlink("/proc/self/exe").parent_path();
  const std::string runner = folder.parent_path() / "bin" / "kontor-runner";
  char* const environment[] = {nullptr};
  ::execve(runner.c_str(), arguments, environment);
  return 5;
}

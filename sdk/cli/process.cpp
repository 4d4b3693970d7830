#include "sdk/cli/process.hpp"

#include <spawn.h>
#include <sys/wait.h>

#include <cerrno>
#include <cstring>

extern char** environ;

namespace kontor::cli {

Status run_program(const std::vector<std::string>& arguments) {
  std::vector<char*> argv;
  // posix_spawnp takes pointers to what it never writes.
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  pid_t child = 0;
  const int failure = ::posix_spawnp(&child, argv[0], nullptr, nullptr, argv.data(), environ);
  if (failure != 0) {
    return Error{ErrorCode::unavailable,
                 "cannot run " + arguments[0] + ": " + std::strerror(failure)};
  }
  int status = 0;
  while (::waitpid(child, &status, 0) < 0) {
    if (errno != EINTR) return Error{ErrorCode::internal, "cannot wait for " + arguments[0]};
  }
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return ok();
  return Error{ErrorCode::invalid_argument, arguments[0] + " failed; see its messages above"};
}

}  // namespace kontor::cli

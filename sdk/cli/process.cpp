#include "sdk/cli/process.hpp"

#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <map>
#include <sstream>

extern char** environ;

namespace kontor::cli {
namespace {

// What to install for a program that is missing.
std::string advice(const std::string& program) {
  static const std::map<std::string, std::string> kPackages = {
      {"g++", "g++"}, {"gcc", "gcc"}, {"cmake", "cmake"}, {"ctest", "cmake"}, {"gdb", "gdb"}};
  const auto known = kPackages.find(program);
  return known == kPackages.end() ? "" : "; install it: sudo apt install " + known->second;
}

}  // namespace

Status run_program(const std::vector<std::string>& arguments) {
  std::vector<char*> argv;
  // posix_spawnp takes pointers to what it never writes.
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  pid_t child = 0;
  const int failure = ::posix_spawnp(&child, argv[0], nullptr, nullptr, argv.data(), environ);
  if (failure != 0) {
    return Error{ErrorCode::unavailable, "cannot run " + arguments[0] + ": " +
                                             std::strerror(failure) +
                                             (failure == ENOENT ? advice(arguments[0]) : "")};
  }
  int status = 0;
  while (::waitpid(child, &status, 0) < 0) {
    if (errno != EINTR) return Error{ErrorCode::internal, "cannot wait for " + arguments[0]};
  }
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return ok();
  return Error{ErrorCode::invalid_argument, arguments[0] + " failed; see its messages above"};
}

bool on_path(const std::string& program) {
  const char* path = std::getenv("PATH");
  std::istringstream folders(path ? path : "");
  for (std::string folder; std::getline(folders, folder, ':');) {
    if (::access((folder + "/" + program).c_str(), X_OK) == 0) return true;
  }
  return false;
}

}  // namespace kontor::cli

#include "tests/support/program.hpp"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <thread>

extern char** environ;

namespace kontor::testing {

Program::Program(const std::string& name, const Arguments& arguments, std::filesystem::path output)
    : output_(std::move(output)) {
  const char* folder = std::getenv("KONTOR_BIN");
  const std::string path = (std::filesystem::path(folder ? folder : ".") / name).string();
  std::vector<char*> words{const_cast<char*>(path.c_str())};
  for (const std::string& argument : arguments)
    words.push_back(const_cast<char*>(argument.c_str()));
  words.push_back(nullptr);
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, output_.c_str(),
                                   O_WRONLY | O_CREAT | O_APPEND, 0600);
  posix_spawn_file_actions_adddup2(&files, STDOUT_FILENO, STDERR_FILENO);
  if (posix_spawn(&child_, path.c_str(), &files, nullptr, words.data(), environ) != 0) std::abort();
  posix_spawn_file_actions_destroy(&files);
}

Program::~Program() { kill_now(); }

int Program::finish(int wait_status) {
  child_ = -1;
  status_ = WIFEXITED(wait_status) ? WEXITSTATUS(wait_status) : 128 + WTERMSIG(wait_status);
  return status_;
}

int Program::wait() {
  if (child_ < 0) return status_;
  int status = 0;
  ::waitpid(child_, &status, 0);
  return finish(status);
}

void Program::kill_now() {
  if (child_ > 0) ::kill(child_, SIGKILL);
  wait();
}

int Program::stop() {
  if (child_ > 0) ::kill(child_, SIGTERM);
  return wait();
}

bool Program::is_running() {
  int status = 0;
  if (child_ > 0 && ::waitpid(child_, &status, WNOHANG) == child_) finish(status);
  return child_ > 0;
}

std::string Program::output() const {
  std::ifstream file(output_, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

Outcome run(const std::string& name, const Arguments& arguments) {
  std::string file = "/tmp/kontor-output-XXXXXX";
  ::close(::mkstemp(file.data()));
  Program program(name, arguments, file);
  const int status = program.wait();
  Outcome outcome{.status = status, .output = program.output()};
  std::filesystem::remove(file);
  return outcome;
}

bool eventually(const std::function<bool()>& condition) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  while (!condition()) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  return true;
}

}  // namespace kontor::testing

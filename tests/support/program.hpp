#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace kontor::testing {

using Arguments = std::vector<std::string>;

// A program of build/…/bin, running. Its standard output and error go to one file. Killed
// when the object goes. One thread.
class Program {
 public:
  Program(const std::string& name, const Arguments& arguments, std::filesystem::path output);
  ~Program();
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  void kill_now();  // SIGKILL, and waits.
  int stop();       // SIGTERM; exit status.
  int wait();       // Exit status, 128 + signal for a killed one.
  bool is_running();
  pid_t pid() const { return child_; }
  std::string output() const;

 private:
  int finish(int wait_status);
  std::filesystem::path output_;
  pid_t child_ = -1;
  int status_ = -1;
};

struct Outcome {
  int status;
  std::string output;
};
// Runs to its end.
Outcome run(const std::string& name, const Arguments& arguments);

// True once `condition` holds; false after a minute.
bool eventually(const std::function<bool()>& condition);

}  // namespace kontor::testing

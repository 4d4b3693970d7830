#pragma once

#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>

namespace kontor::runtime {

// How an attempt behind one wall ended.
struct Ended {
  int status = -1;  // What the attempt returned, 0 to 255; -1 if a signal ended it.
  int signal = 0;
};

// Puts up a wall and tries something behind it, in a process of its own. The wall's answer
// other than 0 ends it with 250. `attempt` returns what it got, an errno where refused.
template <typename Wall, typename Attempt>
Ended behind(Wall wall, Attempt attempt) {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(wall() == 0 ? attempt() : 250);
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  Ended ended;
  if (WIFEXITED(status)) ended.status = WEXITSTATUS(status);
  if (WIFSIGNALED(status)) ended.signal = WTERMSIG(status);
  return ended;
}

inline int error_of(long result) { return result < 0 ? errno : 0; }

}  // namespace kontor::runtime

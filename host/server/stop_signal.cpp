#include "host/server/stop_signal.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>

namespace kontor::host {

namespace {

std::array<int, 2> pipe_ends{-1, -1};

void note(int) {
  const int kept = errno;
  const char byte = 1;
  if (::write(pipe_ends[1], &byte, 1) < 0) std::_Exit(1);
  errno = kept;
}

}  // namespace

StopSignal::StopSignal() {
  if (::pipe2(pipe_ends.data(), O_CLOEXEC) != 0) std::abort();
  struct sigaction action = {};
  action.sa_handler = note;
  sigaction(SIGTERM, &action, nullptr);
  sigaction(SIGINT, &action, nullptr);
}

void StopSignal::wait() const {
  char byte = 0;
  while (::read(pipe_ends[0], &byte, 1) < 0 && errno == EINTR) {
  }
}

}  // namespace kontor::host

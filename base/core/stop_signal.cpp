#include "base/core/stop_signal.hpp"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>

namespace kontor {

namespace {

constexpr int kForever = -1;

std::array<int, 2> pipe_ends{-1, -1};

void note(int) {
  const int kept = errno;
  const char byte = 1;
  if (::write(pipe_ends[1], &byte, 1) < 0) std::_Exit(1);
  errno = kept;
}

// A signal interrupts this, too; its byte is there when it is asked again.
bool came_within(int longest_ms) {
  pollfd end{.fd = pipe_ends[0], .events = POLLIN, .revents = 0};
  int ready = 0;
  do {
    ready = ::poll(&end, 1, longest_ms);
  } while (ready < 0 && errno == EINTR);
  return ready > 0;
}

}  // namespace

StopSignal::StopSignal() {
  if (::pipe2(pipe_ends.data(), O_CLOEXEC) != 0) std::abort();
  struct sigaction action = {};
  action.sa_handler = note;
  sigaction(SIGTERM, &action, nullptr);
  sigaction(SIGINT, &action, nullptr);
}

void StopSignal::wait() const { came_within(kForever); }

bool StopSignal::wait_for(std::chrono::milliseconds longest) const {
  return came_within(static_cast<int>(longest.count()));
}

}  // namespace kontor

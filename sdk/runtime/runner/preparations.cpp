#include "sdk/runtime/runner/preparations.hpp"

#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <array>
#include <csignal>

namespace kontor::runtime::runner {
namespace {

struct Step {
  const char* name;
  bool (*take)(pid_t host);
};

bool die_with_host(pid_t host) {
  // The second half closes the gap in which the host died before the first.
  return ::prctl(PR_SET_PDEATHSIG, SIGKILL) == 0 && ::getppid() == host;
}

bool no_new_privileges(pid_t) { return ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0; }

bool close_other_descriptors(pid_t) { return ::close_range(kPlugin + 1, ~0U, 0) == 0; }

bool no_core_dump(pid_t) {
  const rlimit none{0, 0};
  return ::setrlimit(RLIMIT_CORE, &none) == 0;
}

// In this order. A further layer of the sandbox is a further line.
constexpr std::array kSteps = {
    Step{"die with the host", die_with_host},
    Step{"no new privileges", no_new_privileges},
    Step{"close other descriptors", close_other_descriptors},
    Step{"no core dump", no_core_dump},
};

}  // namespace

const char* prepare(pid_t host) {
  for (const Step& step : kSteps)
    if (!step.take(host)) return step.name;
  return nullptr;
}

}  // namespace kontor::runtime::runner

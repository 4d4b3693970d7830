#include <unistd.h>

#include "tests/integration/sdk_runtime/fixture.hpp"

// A host with one running plugin: writes the runner's process id and waits to be killed.
int main() {
  using namespace kontor::runtime;
  auto started = PluginProcess::start(fixture("behaving", "test.behaving"), answer_nothing);
  if (!started) return 1;
  const pid_t runner = (*started)->pid();
  if (::write(STDOUT_FILENO, &runner, sizeof runner) != static_cast<ssize_t>(sizeof runner))
    return 1;
  while (true) ::pause();
}

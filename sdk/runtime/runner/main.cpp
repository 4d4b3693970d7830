#include <unistd.h>

#include <cstdlib>
#include <string>

#include "sdk/runtime/channel.hpp"
#include "sdk/runtime/runner/loaded_plugin.hpp"
#include "sdk/runtime/runner/preparations.hpp"

// kontor-runner HOST-PID: one plugin in a process of its own. Started by the host with the
// channel on descriptor 3 and the sealed plugin file on descriptor 4; good for nothing else.
int main(int count, char** arguments) {
  using namespace kontor::runtime;
  if (count != 2) {
    const std::string_view text = "kontor-runner is started by kontor-host only\n";
    return ::write(STDERR_FILENO, text.data(), text.size()) < 0 ? 2 : 1;
  }
  if (runner::prepare(std::atoi(arguments[1])) != nullptr) return 3;

  runner::LoadedPlugin plugin;
  Channel channel(Descriptor(runner::kSocket), Channel::Descriptors::accept,
                  {.serve = [&plugin](const PeerCall& call) { return plugin.serve(call); }});
  plugin.connect(channel);
  while (const auto call = channel.next_call()) channel.run(*call, Channel::Nesting::inside);
  plugin.destroy();
  ::_exit(0);  // Not exit(): other threads may still use what it would take down.
}

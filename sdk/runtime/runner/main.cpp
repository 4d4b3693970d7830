#include <unistd.h>

#include <string_view>
#include <thread>
#include <vector>

#include "sdk/runtime/answer_sink.hpp"
#include "sdk/runtime/channel.hpp"
#include "sdk/runtime/runner/loaded_plugin.hpp"
#include "sdk/runtime/runner/preparations.hpp"
#include "sdk/runtime/runner/share_time.hpp"
#include "sdk/runtime/sandbox/refused_calls.hpp"

// kontor-runner --of-host: one plugin in a process of its own, behind every wall this kernel
// has. Started by the host with the channels on descriptors 3 and 5, the sealed plugin file on
// 4 and the birth socket on 6; good for nothing else.
int main(int count, char** arguments) {
  using namespace kontor::runtime;
  if (count != 2 || std::string_view(arguments[1]) != "--of-host") {
    const std::string_view text = "kontor-runner is started by kontor-host only\n";
    return ::write(STDERR_FILENO, text.data(), text.size()) < 0 ? 2 : 1;
  }
  runner::Walls walls;
  if (!runner::prepare(walls)) return 3;

  AnswerSink::on_late_write([] { ::_exit(sandbox::kExitLateWrite); });
  runner::LoadedPlugin plugin(walls);
  const auto serve = [&plugin](const PeerCall& call) { return plugin.serve(call); };
  Channel calls(Descriptor(runner::kCalls), Channel::Descriptors::accept, {.serve = serve});
  Channel background(Descriptor(runner::kBackground), Channel::Descriptors::accept,
                     {.serve = serve});
  plugin.connect(calls, background);
  runner::share_time(plugin.host());
  const auto work = [&calls] {
    while (const auto call = calls.next_call()) calls.run(*call, Channel::Nesting::inside);
  };
  if (const auto load = calls.next_call()) calls.run(*load, Channel::Nesting::inside);
  std::vector<std::thread> others;
  for (int thread = 1; thread < plugin.concurrency(); ++thread) others.emplace_back(work);
  work();
  for (std::thread& other : others) other.join();
  plugin.destroy();
  ::_exit(0);  // Not exit(): other threads may still use what it would take down.
}

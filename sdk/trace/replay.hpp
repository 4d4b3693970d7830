#pragma once

#include <functional>

#include "sdk/runtime/plugin_process.hpp"
#include "sdk/trace/differences.hpp"
#include "sdk/trace/trace.hpp"

namespace kontor::trace {

struct ReplayReport {
  std::int64_t calls = 0;  // Of the host to the plugin that were played …
  std::int64_t same = 0;   // … and how many of them went exactly as recorded.
  std::vector<Difference> differences;
  std::string ended;  // Why the replay stopped early; empty otherwise.

  bool equal() const { return differences.empty() && ended.empty(); }
};

// Starts a plugin with `options` and this handler: PluginProcess::start with the traced
// runner, or anything that does the same in another place.
using StartPlugin =
    std::function<Result<std::unique_ptr<runtime::PluginProcess>>(runtime::HostCallHandler)>;

// Feeds a trace to a build, one call after the other in the order they began, and compares.
// Peers of connections say what they said then. An error when the plugin does not start though
// it did then.
Result<ReplayReport> replay(const Trace& trace, const StartPlugin& start);

Json to_json(const ReplayReport& report);
std::string to_lines(const ReplayReport& report, const Header& recorded,
                     const std::string& version);

}  // namespace kontor::trace

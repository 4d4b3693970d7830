#pragma once

#include <memory>

#include "sdk/runtime/plugin_process.hpp"
#include "sdk/trace/trace_writer.hpp"

namespace kontor::trace {

// kontor-runner-traced beside the ordinary runner.
std::filesystem::path traced_runner(const std::filesystem::path& runner);

// Whether the plugin's clock and randomness go through the host and into the trace, which a
// replay needs, or stay its process's own, which costs nothing.
enum class PluginTime { recorded, own };

// PluginProcess::start with everything that passes the boundary written down: calls, answers,
// log lines, perhaps time and randomness (then by kontor-runner-traced). Always in a runner, since
// a plugin in the host's process shares the host's clock. What secret.get answers is hidden.
Result<std::unique_ptr<runtime::PluginProcess>> start_recorded(
    runtime::PluginProcessOptions options, runtime::HostCallHandler handler,
    const std::shared_ptr<TraceWriter>& writer, PluginTime time = PluginTime::recorded);

}  // namespace kontor::trace

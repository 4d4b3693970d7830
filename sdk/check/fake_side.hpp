#pragma once

#include "sdk/runtime/plugin_process.hpp"
#include "sdk/testing/fake_host.hpp"

namespace kontor::check {

// Answers what a plugin's process asks from a host in memory. Any thread.
runtime::HostAnswer answer_from(testing::FakeHost& host, const runtime::HostCall& call);

// Fills `host` with what samples speak of: a record of each entity the manifest names,
// settings that fit its form, consent of the person. The manifest is enforced from now on.
void furnish(testing::FakeHost& host, const package::Manifest& manifest);

// What starts the plugin in `folder`'s library as a host would: the limits are the
// manifest's. unavailable if the runner is not at `runner`.
Result<runtime::PluginProcessOptions> process_options(const std::filesystem::path& runner,
                                                      const std::filesystem::path& library,
                                                      const package::Manifest& manifest);

// plugin.start/1 with the settings of the host in memory.
Status start_plugin(runtime::PluginProcess& plugin, testing::FakeHost& host);

}  // namespace kontor::check

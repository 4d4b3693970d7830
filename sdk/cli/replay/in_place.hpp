#pragma once

#include <filesystem>

#include "sdk/runtime/plugin_process.hpp"

namespace kontor::cli {

// A plugin loaded into this program itself, for a debugger: no process, no sandbox, no
// deadline. Never where the plugin is not trusted. Its time is what `handler` says.
Result<std::unique_ptr<runtime::PluginProcess>> load_in_place(const std::filesystem::path& library,
                                                              const runtime::PluginFacts& facts,
                                                              runtime::HostCallHandler handler);

}  // namespace kontor::cli

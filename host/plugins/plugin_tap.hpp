#pragma once

#include <memory>

#include "sdk/runtime/plugin_process.hpp"

namespace kontor::host {

class PluginInstance;

// Stands between plugins and their processes, to record what passes or to seal the way out.
class PluginTap {
 public:
  virtual ~PluginTap() = default;
  // In the place of PluginProcess::start. The process may outlive neither the tap nor what
  // `handler` refers to. Any thread.
  virtual Result<std::unique_ptr<runtime::PluginProcess>> start(
      const PluginInstance& plugin, runtime::PluginProcessOptions options,
      runtime::HostCallHandler handler) = 0;
};

}  // namespace kontor::host

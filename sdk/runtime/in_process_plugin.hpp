#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "sdk/runtime/plugin_process.hpp"
#include "sdk/runtime/sealed_file.hpp"

namespace kontor::runtime {

// PluginProcess by explicit trust: the same bytes in the host's own process, called on the
// caller's thread. Same answers, same errors, with what no process can do for it:
//
// A crash of the plugin is a crash of the host. A call that hangs cannot be ended: its
// thread of the host hangs with it. A call that returns after its deadline fails as in a
// runner, its answer thrown away, and retires the plugin: it counts as dead, on_death is
// called (on that thread) and later calls are refused. A plugin that was retired, or still works
// when stop() has waited its grace, is not destroyed; what belongs to it stays in memory. Each
// start maps the library anew, and none is ever unmapped.
class InProcessPlugin final : public PluginProcess {
 public:
  static Result<std::unique_ptr<PluginProcess>> start(PluginProcessOptions options,
                                                      HostCallHandler handler, SealedFile file);
  ~InProcessPlugin() override;

  Result<std::string> call(std::string_view operation, std::string_view request,
                           int deadline_ms) override;
  void stop(int grace_ms) override;
  bool alive() const override;
  int pid() const override;
  SandboxReport sandbox() const override;
  PluginUsage usage() const override;

 private:
  // What the plugin's code may touch for as long as it can run.
  struct Shared;
  explicit InProcessPlugin(std::unique_ptr<Shared> shared);

  Result<std::string> ask(std::string_view operation, std::string_view request, int deadline_ms);
  void end(int grace_ms);

  std::unique_ptr<Shared> shared_;
};

}  // namespace kontor::runtime

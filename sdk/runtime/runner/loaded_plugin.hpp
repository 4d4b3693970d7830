#pragma once

#include <string>
#include <string_view>

#include "kontor/kontor.h"
#include "sdk/runtime/channel.hpp"
#include "sdk/runtime/plugin_library.hpp"
#include "sdk/runtime/runner/preparations.hpp"

namespace kontor::runtime::runner {

// The one plugin of this process. What it asks of the host may come from any thread.
class LoadedPlugin {
 public:
  explicit LoadedPlugin(const Walls& walls);

  // Answers a call of the host: "runner.load/1" (lines: id, version, concurrency) first,
  // then whatever the plugin knows.
  Answer serve(const PeerCall& call);
  // Where the plugin's own calls and log lines go: those made while it serves a call of
  // `calls` there, all others to `background`. Before the first serve().
  void connect(Channel& calls, Channel& background) {
    calls_ = &calls;
    background_ = &background;
  }
  int concurrency() const { return concurrency_; }  // 1 until it is loaded.
  const kontor_host& host() const { return host_; }
  void destroy();

 private:
  Answer load(std::string_view request);
  Channel& channel() const;
  static kontor_status call_host(void* self, kontor_text operation, kontor_text request,
                                 kontor_sink response) noexcept;
  static void log(void* self, std::int32_t level, kontor_text message) noexcept;

  const Walls& walls_;
  Channel* calls_ = nullptr;
  Channel* background_ = nullptr;
  kontor_host host_{};
  PluginLibrary library_;
  bool loaded_ = false;
  int concurrency_ = 1;
};

}  // namespace kontor::runtime::runner

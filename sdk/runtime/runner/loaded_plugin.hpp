#pragma once

#include <string>
#include <string_view>

#include "kontor/kontor.h"
#include "sdk/runtime/channel.hpp"

namespace kontor::runtime::runner {

// The one plugin of this process. Its calls all come from the thread that runs the
// channel; what the plugin asks of the host may come from any of its threads.
class LoadedPlugin {
 public:
  LoadedPlugin();

  // Answers a call of the host: "runner.load/1" (request: id, newline, version) first,
  // then whatever the plugin knows.
  Answer serve(const PeerCall& call);
  // Where the plugin's own calls and log lines go. Before the first serve().
  void connect(Channel& channel) { channel_ = &channel; }
  void destroy();

 private:
  Answer load(std::string_view id, std::string_view version);
  static kontor_status call_host(void* self, kontor_text operation, kontor_text request,
                                 kontor_sink response) noexcept;
  static void log(void* self, std::int32_t level, kontor_text message) noexcept;

  Channel* channel_ = nullptr;
  kontor_host host_{};
  kontor_plugin plugin_{};
  bool loaded_ = false;
};

}  // namespace kontor::runtime::runner

#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "host/plugins/plugin_tap.hpp"
#include "sdk/trace/recording.hpp"

namespace kontor::host {

// Lets nothing out of a rehearsal. Every plugin of the copy runs behind it: permissions are
// checked as by the host, then http.fetch is answered with 200 and an empty object, mail.send
// as if it had been sent, a connection is open and silent, and no secret is given. What the
// rehearsed plugin does is written to a trace, from which the report is made. Any thread.
class SealedTap final : public PluginTap {
 public:
  SealedTap(std::string rehearsed, std::shared_ptr<trace::TraceWriter> writer,
            trace::PluginTime time)
      : rehearsed_(std::move(rehearsed)), writer_(std::move(writer)), time_(time) {}

  Result<std::unique_ptr<runtime::PluginProcess>> start(const PluginInstance& plugin,
                                                        runtime::PluginProcessOptions options,
                                                        runtime::HostCallHandler handler) override;

  struct Seen {
    std::vector<std::string> crashes;
    std::vector<std::string> log_lines;               // The last kLinesMax.
    std::map<std::string, std::int64_t> connections;  // host:port → bytes it would have sent.
    runtime::SandboxReport layers;
    runtime::PluginUsage usage;
  };
  Seen seen();
  // What the rehearsed plugin uses now, if it still runs.
  void look();

  static constexpr std::size_t kLinesMax = 20;

 private:
  struct Connection {
    std::string destination;
    runtime::Descriptor far_end;
    std::int64_t bytes = 0;
  };
  class Watched;
  void note_line(std::string_view line);
  runtime::HostAnswer connect(const PluginInstance& plugin, const runtime::HostCall& call);
  runtime::HostAnswer seal(const PluginInstance& plugin, const runtime::HostCall& call,
                           const runtime::HostCallHandler& handler);

  const std::string rehearsed_;
  const std::shared_ptr<trace::TraceWriter> writer_;  // Also of the recorded processes.
  const trace::PluginTime time_;
  std::mutex mutex_;  // Guards what follows.
  Seen seen_;
  std::vector<Connection> connections_;
  std::vector<const runtime::PluginProcess*> alive_;  // Of the rehearsed plugin.
};

}  // namespace kontor::host

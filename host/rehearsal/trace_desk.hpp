#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "host/plugins/plugin_tap.hpp"
#include "host/plugins/plugins.hpp"
#include "sdk/trace/trace_writer.hpp"

namespace kontor::host {

// Records what passes between the host and a plugin while an administrator wants it. The
// plugin is restarted at the beginning and at the end: a trace begins with the plugin. Traces
// hold the company's data, so they lie in DATA/traces with mode 0600 until they are removed,
// kDaysKept at the longest. Any thread.
class TraceDesk final : public PluginTap {
 public:
  // `folder`: DATA/traces. Removes what is too old.
  TraceDesk(std::filesystem::path folder, db::Database& database, const Clock& clock);

  struct Wish {
    std::chrono::seconds time_max{600};
    std::size_t bytes_max = std::size_t{64} << 20;
  };
  // {"state","for_s","bytes_max"}. conflict while one is recorded or kept.
  Result<Json> begin(Plugins& plugins, const Principal& actor, const std::string& id,
                     const Wish& wish);
  struct File {
    std::filesystem::path path;
    bool recording = false;
  };
  Result<File> file(const Principal& actor, const std::string& id);
  // Ends the recording and removes the trace.
  Status remove(Plugins& plugins, const Principal& actor, const std::string& id);

  Result<std::unique_ptr<runtime::PluginProcess>> start(const PluginInstance& plugin,
                                                        runtime::PluginProcessOptions options,
                                                        runtime::HostCallHandler handler) override;

  static constexpr int kDaysKept = 7;

 private:
  std::filesystem::path path_of(const std::string& id) const;
  bool recording(const std::string& id);
  Status audit(const Principal& actor, const std::string& action, const std::string& plugin);
  void sweep() const;

  const std::filesystem::path folder_;
  db::Database& database_;
  const Clock& clock_;
  std::mutex mutex_;                    // Guards what follows.
  std::map<std::string, Wish> wishes_;  // Of plugins that are to be started recorded.
  std::map<std::string, std::weak_ptr<trace::TraceWriter>> writers_;
};

}  // namespace kontor::host

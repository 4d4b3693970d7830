#pragma once

#include <string_view>
#include <vector>

#include "host/app/hooks.hpp"
#include "host/plugins/plugin_set.hpp"
#include "host/plugins/seat_policy.hpp"

namespace kontor::host {

// Runs the before-save hooks of plugins, in order of their ids. Any thread.
class PluginHooks {
 public:
  PluginHooks(const PluginSet& plugins, SeatPolicy& seats) : plugins_(plugins), seats_(seats) {}

  bool wants(std::string_view entity) const;
  Result<std::vector<HookAnswer>> before_save(std::string_view entity,
                                              const std::vector<PendingRecord>& records,
                                              const Principal& actor);

 private:
  Status run(PluginInstance& plugin, const package::HookContribution& hook,
             const std::vector<PendingRecord>& records, std::vector<HookAnswer>& answers,
             const Principal& actor);
  const PluginSet& plugins_;
  SeatPolicy& seats_;
};

}  // namespace kontor::host

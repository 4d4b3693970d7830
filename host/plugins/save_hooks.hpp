#pragma once

#include <string_view>
#include <vector>

#include "host/app/hooks.hpp"
#include "host/plugins/gaps.hpp"
#include "host/plugins/plugin_set.hpp"
#include "host/plugins/seat_policy.hpp"

namespace kontor::host {

// Runs the before-save hooks of plugins, in order of their ids. A hook that fails, or that
// nobody holds the seat for, refuses the save (on_failure closed) or leaves a gap (open).
// Any thread.
class PluginHooks {
 public:
  PluginHooks(const PluginSet& plugins, SeatPolicy& seats, Gaps& gaps)
      : plugins_(plugins), seats_(seats), gaps_(gaps) {}

  bool wants(std::string_view entity) const;
  Result<std::vector<HookAnswer>> before_save(std::string_view entity,
                                              const std::vector<PendingRecord>& records,
                                              const Principal& actor);
  Status note_gaps(db::Session& session, std::string_view entity,
                   const std::vector<GapOfRecord>& gaps);

 private:
  using Places = std::vector<std::size_t>;  // Of records in the batch.
  Result<Places> seated(const PluginInstance& plugin, const package::HookContribution& hook,
                        const std::vector<PendingRecord>& records, const Principal& actor,
                        std::vector<HookAnswer>& answers);
  static Status run(PluginInstance& plugin, const package::HookContribution& hook,
                    const std::vector<PendingRecord>& records, const Places& places,
                    std::vector<HookAnswer>& answers);
  const PluginSet& plugins_;
  SeatPolicy& seats_;
  Gaps& gaps_;
};

}  // namespace kontor::host

#pragma once

#include <filesystem>
#include <string>

#include "base/core/clock.hpp"
#include "base/db/database.hpp"
#include "host/plugins/plugin_store.hpp"
#include "licensing/core/support_rule.hpp"

namespace kontor::host {

// Whether a plugin's files on disk are the vendor's (N8): support goes by it. Loading has its
// own check, which refuses what is changed. Any thread.
class PluginIntegrity {
 public:
  using State = licensing::Integrity;
  struct Found {
    State state = State::intact;
    std::string file = {};  // The first that differs, or differed.
  };

  PluginIntegrity(db::Database& database, const Clock& clock)
      : database_(database), clock_(clock) {}

  // Hashes every file that the signed manifest names, and remembers what it found.
  Result<Found> look(const PluginRow& row, const std::filesystem::path& folder);

 private:
  db::Database& database_;
  const Clock& clock_;
};

std::string_view name_of(PluginIntegrity::State state);

}  // namespace kontor::host

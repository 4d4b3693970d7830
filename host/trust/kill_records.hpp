#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/core/clock.hpp"
#include "base/core/json.hpp"
#include "base/db/database.hpp"
#include "marketplace/client/killed.hpp"

namespace kontor::host {

// An installed copy that the market's off-line role switched off.
struct KilledCopy {
  std::string plugin = {};
  std::string version = {};
  std::string reason = {};
  std::string advisory = {};
  std::string killed_at = {};
};
Json to_json(const KilledCopy& copy);  // {"version","reason","advisory","at"}

// Table `plugin_kill`: which installed copies are switched off, kept so that they stay so over
// restarts and without a network. Any thread.
class KillRecords {
 public:
  KillRecords(db::Database& database, const Clock& clock) : database_(database), clock_(clock) {}

  Status load();  // Once, before anything else.
  std::optional<KilledCopy> find(const std::string& plugin) const;

  struct Installed {
    std::string plugin;
    std::string version;
    std::string package_sha256;
  };
  struct Changes {
    std::vector<KilledCopy> switched_off;
    std::vector<std::string> revived;
  };
  // Holds what is installed against the market's list and writes down what is new.
  Result<Changes> compare(const std::vector<marketplace::Killed>& list,
                          const std::vector<Installed>& installed);

 private:
  Status put(const KilledCopy& copy);
  Status erase(const std::string& plugin);

  db::Database& database_;
  const Clock& clock_;
  mutable std::mutex mutex_;  // Guards copies_.
  std::map<std::string, KilledCopy> copies_;
};

}  // namespace kontor::host

#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/core/clock.hpp"
#include "base/core/json.hpp"
#include "base/db/database.hpp"

namespace kontor::host {

// A job of a plugin that waits for its time; survives restarts. Any thread.
struct PluginJob {
  std::string id;
  std::string plugin;
  std::string job;
  TimeMs run_at_ms = 0;
  Json payload = Json::object();
  int attempts = 0;
};

class JobStore {
 public:
  explicit JobStore(db::Database& database) : database_(database) {}

  // exhausted when the plugin has kWaitingMax jobs waiting. An id that exists is kept as it is.
  Status add(const PluginJob& job);
  Result<std::vector<PluginJob>> due(TimeMs now_ms, int limit);
  Status postpone(const std::string& id, TimeMs run_at_ms, int attempts);
  Status done(const std::string& id);
  // False if this plugin has no such job waiting; jobs of the manifest (`every_s`) stay.
  Result<bool> cancel(const std::string& plugin, const std::string& id);

  static constexpr std::int64_t kWaitingMax = 10'000;

 private:
  db::Database& database_;
};

}  // namespace kontor::host

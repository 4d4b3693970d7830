#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/core/clock.hpp"
#include "base/core/json.hpp"
#include "base/db/database.hpp"

namespace kontor::host {

// What the last look for updates found for one installed plugin.
struct UpdatePlan {
  std::string plugin = {};
  std::string from_version = {};
  std::string to_version = {};  // Empty: nothing newer.
  // "current", "available" (an administrator's to take), "begun", "done", "failed" (tried again),
  // "held" (needs an administrator: it went bad, or asks for more permissions)
  std::string state = "current";
  std::string reason = {};  // In words; also what the vendor says of the installed release.
  std::int64_t attempts = 0;
  TimeMs checked_at_ms = 0;
};
Json to_json(const UpdatePlan& plan);

// Table `plugin_update`. Any thread.
class UpdatePlans {
 public:
  explicit UpdatePlans(db::Database& database) : database_(database) {}

  Result<std::vector<UpdatePlan>> all();
  Result<std::optional<UpdatePlan>> find(const std::string& plugin);
  Status put(const UpdatePlan& plan);
  Status forget(const std::string& plugin);

  static constexpr int kAttemptsMax = 3;  // Of one version, then an administrator is needed.

 private:
  db::Database& database_;
};

}  // namespace kontor::host

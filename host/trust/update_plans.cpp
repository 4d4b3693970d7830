#include "host/trust/update_plans.hpp"

#include <algorithm>

namespace kontor::host {

Json to_json(const UpdatePlan& plan) {
  Json shown = {{"plugin", plan.plugin},
                {"from", plan.from_version},
                {"to", nullptr},
                {"state", plan.state},
                {"reason", plan.reason},
                {"attempts", plan.attempts},
                {"checked_at", to_rfc3339(plan.checked_at_ms)}};
  if (!plan.to_version.empty()) shown["to"] = plan.to_version;
  return shown;
}

Result<std::vector<UpdatePlan>> UpdatePlans::all() {
  return database_.read([](db::Session& session) -> Result<std::vector<UpdatePlan>> {
    const auto rows = TRY(session.query(R"sql(
        SELECT plugin_id, from_version, to_version, state, reason, attempts, checked_at_ms
        FROM plugin_update ORDER BY plugin_id)sql",
                                        {}));
    std::vector<UpdatePlan> plans;
    plans.reserve(rows.size());
    for (const db::Row& row : rows)
      plans.push_back({row.text(0), row.text(1), row.text(2), row.text(3), row.text(4),
                       row.integer(5), row.integer(6)});
    return plans;
  });
}

Result<std::optional<UpdatePlan>> UpdatePlans::find(const std::string& plugin) {
  auto plans = TRY(all());
  const auto found = std::ranges::find(plans, plugin, &UpdatePlan::plugin);
  if (found == plans.end()) return std::optional<UpdatePlan>();
  return std::optional<UpdatePlan>(std::move(*found));
}

Status UpdatePlans::put(const UpdatePlan& plan) {
  return database_.transaction([&](db::Session& session) -> Status {
    TRY(session.execute(R"sql(
        INSERT INTO plugin_update (plugin_id, from_version, to_version, state, reason, attempts,
                                   checked_at_ms)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (plugin_id) DO UPDATE SET from_version = excluded.from_version,
          to_version = excluded.to_version, state = excluded.state, reason = excluded.reason,
          attempts = excluded.attempts, checked_at_ms = excluded.checked_at_ms)sql",
                        {plan.plugin, plan.from_version, plan.to_version, plan.state, plan.reason,
                         plan.attempts, plan.checked_at_ms}));
    return ok();
  });
}

Status UpdatePlans::forget(const std::string& plugin) {
  return database_.transaction([&](db::Session& session) -> Status {
    for (const char* table : {"plugin_update", "plugin_kill", "plugin_evidence"})
      TRY(session.execute("DELETE FROM " + std::string(table) + " WHERE plugin_id = $1", {plugin}));
    return ok();
  });
}

}  // namespace kontor::host

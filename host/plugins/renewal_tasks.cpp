#include "host/plugins/renewal_tasks.hpp"

#include "base/core/log.hpp"
#include "host/plugins/company_seats.hpp"

namespace kontor::host {

Result<std::int64_t> RenewalTasks::step() {
  const std::int64_t now = parts_.clock.monotonic_ms();
  if (now < due_ms_) return std::int64_t{0};
  due_ms_ = now + kEveryMs;
  const TimeMs today = parts_.clock.now_ms();
  std::int64_t told = 0;
  for (const licensing::License& license : seats_.licenses("")) {
    // A trial is not renewed, and one that lapsed long ago is nobody's task any more.
    if (!license.expires_at_ms || license.grant == licensing::Grant::trial) continue;
    if (today < *license.expires_at_ms - kAheadMs || today > *license.expires_at_ms + kAheadMs)
      continue;
    if (TRY(was_told(license))) continue;
    TRY(tell(license));
    ++told;
  }
  return told;
}

Result<bool> RenewalTasks::was_told(const licensing::License& license) {
  const auto row = TRY(parts_.database.read([&](db::Session& session) {
    return session.query_row(
        "SELECT task_id FROM plugin_license_notice WHERE license_id = $1 AND expires_at_ms = $2",
        {license.license_id, *license.expires_at_ms});
  }));
  return row.has_value();
}

// The task first, under a key of its own: whatever dies between the two, the next look makes
// the same task again, which is no second one.
Status RenewalTasks::tell(const licensing::License& license) {
  const std::string end = to_rfc3339(*license.expires_at_ms);
  const std::string text = "Renew the licence of " + license.product + ": it ends on " +
                           end.substr(0, 10) + " (kontor license quote " + license.product + ")";
  std::string task_id;
  if (parts_.definitions.now()->find("task") != nullptr) {
    const auto task = TRY(parts_.records.create(
        Principal::system(), "task",
        {{"title", text}, {"due_at", end}, {"subject", license.license_id}},
        "license-renewal:" + license.license_id + ":" + std::to_string(*license.expires_at_ms)));
    task_id = task.id;
  }
  const auto noted = TRY(parts_.database.transaction([&](db::Session& session) {
    return session.execute(
        R"sql(
        INSERT INTO plugin_license_notice (license_id, expires_at_ms, task_id, told_at_ms)
        VALUES ($1, $2, $3, $4) ON CONFLICT (license_id, expires_at_ms) DO NOTHING)sql",
        {license.license_id, *license.expires_at_ms, task_id, parts_.clock.now_ms()});
  }));
  if (noted > 0) parts_.notices.to_all("notice", {{"text", text}, {"kind", "license-renewal"}});
  return ok();
}

}  // namespace kontor::host

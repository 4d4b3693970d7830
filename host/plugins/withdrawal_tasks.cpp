#include "host/plugins/withdrawal_tasks.hpp"

#include "host/plugins/company_seats.hpp"

namespace kontor::host {

Result<std::int64_t> WithdrawalTasks::step() {
  const std::int64_t now = parts_.clock.monotonic_ms();
  if (now < due_ms_) return std::int64_t{0};
  due_ms_ = now + kEveryMs;
  return look();
}

Result<std::int64_t> WithdrawalTasks::look() {
  std::int64_t told = 0;
  for (const Seen& seen : TRY(note())) {
    const auto reason = TRY(seats_.withdrawn(seen.license_id, seen.company_id));
    if (!reason) continue;
    TRY(tell(seen, *reason));
    ++told;
  }
  return told;
}

// Notes what is here; gives all that was noted and not told.
Result<std::vector<WithdrawalTasks::Seen>> WithdrawalTasks::note() {
  const auto here = seats_.licenses("");
  return parts_.database.transaction([&](db::Session& session) -> Result<std::vector<Seen>> {
    for (const licensing::License& license : here)
      TRY(session.execute(
          R"sql(INSERT INTO plugin_license_seen (license_id, company_id, product)
                VALUES ($1, $2, $3) ON CONFLICT (license_id) DO NOTHING)sql",
          {license.license_id, license.company_id, license.product}));
    const auto rows = TRY(session.query(
        "SELECT license_id, company_id, product FROM plugin_license_seen WHERE told = 0"));
    std::vector<Seen> waiting;
    waiting.reserve(rows.size());
    for (const db::Row& row : rows) waiting.push_back({row.text(0), row.text(1), row.text(2)});
    return waiting;
  });
}

// The task's key makes it one, so that it says the same at each try and has no date; only after it
// the licence counts as told.
Status WithdrawalTasks::tell(const Seen& seen, const std::string& reason) {
  const std::string text = "Licence " + seen.license_id + " of " + seen.product +
                           " was withdrawn (" + reason +
                           "): its seats are gone, what was stored stays. To go on, order anew "
                           "(kontor license quote " +
                           seen.product + ")";
  if (parts_.definitions.now()->find("task") != nullptr)
    TRY(parts_.records.create(Principal::system(), "task",
                              {{"title", text}, {"subject", seen.license_id}},
                              "license-withdrawn:" + seen.license_id));
  const auto noted = TRY(parts_.database.transaction([&](db::Session& session) {
    return session.execute(
        "UPDATE plugin_license_seen SET told = 1 WHERE license_id = $1 AND told = 0",
        {seen.license_id});
  }));
  if (noted > 0) parts_.notices.to_all("notice", {{"text", text}, {"kind", "license"}});
  return ok();
}

}  // namespace kontor::host

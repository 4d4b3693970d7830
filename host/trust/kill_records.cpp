#include "host/trust/kill_records.hpp"

namespace kontor::host {

Json to_json(const KilledCopy& copy) {
  return {{"version", copy.version},
          {"reason", copy.reason},
          {"advisory", copy.advisory},
          {"at", copy.killed_at}};
}

Status KillRecords::load() {
  return database_.read([this](db::Session& session) -> Status {
    const auto rows = TRY(session.query(
        "SELECT plugin_id, version, reason, advisory, killed_at FROM plugin_kill", {}));
    const std::lock_guard lock(mutex_);
    for (const db::Row& row : rows)
      copies_[row.text(0)] = {row.text(0), row.text(1), row.text(2), row.text(3), row.text(4)};
    return ok();
  });
}

std::optional<KilledCopy> KillRecords::find(const std::string& plugin) const {
  const std::lock_guard lock(mutex_);
  const auto found = copies_.find(plugin);
  if (found == copies_.end()) return std::nullopt;
  return found->second;
}

Result<KillRecords::Changes> KillRecords::compare(const std::vector<marketplace::Killed>& list,
                                                  const std::vector<Installed>& installed) {
  Changes changes;
  for (const Installed& copy : installed) {
    const auto* entry = find_killed(list, copy.plugin, copy.version, copy.package_sha256);
    const auto known = find(copy.plugin);
    if (entry == nullptr) {
      if (!known) continue;
      TRY(erase(copy.plugin));
      changes.revived.push_back(copy.plugin);
      continue;
    }
    KilledCopy killed{copy.plugin, copy.version, entry->reason, entry->advisory, entry->at};
    const bool same = known && known->version == killed.version && known->reason == killed.reason &&
                      known->advisory == killed.advisory;
    if (same) continue;
    TRY(put(killed));
    changes.switched_off.push_back(std::move(killed));
  }
  return changes;
}

Status KillRecords::put(const KilledCopy& copy) {
  Status written = database_.transaction([&](db::Session& session) -> Status {
    TRY(session.execute(
        R"sql(
        INSERT INTO plugin_kill (plugin_id, version, reason, advisory, killed_at, seen_at_ms)
        VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (plugin_id) DO UPDATE SET version = excluded.version,
          reason = excluded.reason, advisory = excluded.advisory,
          killed_at = excluded.killed_at)sql",
        {copy.plugin, copy.version, copy.reason, copy.advisory, copy.killed_at, clock_.now_ms()}));
    return ok();
  });
  if (!written) return written;
  const std::lock_guard lock(mutex_);
  copies_[copy.plugin] = copy;
  return ok();
}

Status KillRecords::erase(const std::string& plugin) {
  Status written = database_.transaction([&](db::Session& session) -> Status {
    TRY(session.execute("DELETE FROM plugin_kill WHERE plugin_id = $1", {plugin}));
    return ok();
  });
  if (!written) return written;
  const std::lock_guard lock(mutex_);
  copies_.erase(plugin);
  return ok();
}

}  // namespace kontor::host

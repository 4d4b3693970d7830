#include "host/app/importer.hpp"

// What people ask of an import that runs, waits or is over.
namespace kontor::host {

namespace {

constexpr int kListedMax = 100;

Error wrong_state(const ImportJob& job, const char* wish) {
  return Error{ErrorCode::conflict,
               "an import that is " + job.state + " cannot be " + std::string(wish),
               R"({"code":"wrong-state"})"};
}

}  // namespace

Result<std::vector<ImportJob>> Importer::jobs(const Principal& principal) {
  const bool all = principal.rights->may_named("users.manage");
  return parts_.database.read([&](db::Session& session) {
    return ImportStore::latest(session, all ? "" : principal.id, kListedMax);
  });
}

Result<ImportJob> Importer::pause(const Principal& principal, const std::string& id) {
  ImportJob present = TRY(job(principal, id));
  if (present.state == "paused") return present;
  if (present.state != "reading" && present.state != "running")
    return wrong_state(present, "paused");
  queue_.interrupt(id);
  return present;
}

Result<ImportJob> Importer::resume(const Principal& principal, const std::string& id) {
  const ImportJob present = TRY(job(principal, id));
  if (present.state == "reading" || present.state == "running") return present;
  if (present.state != "paused") return wrong_state(present, "resumed");
  return restart(principal, present, present.rows_total ? "running" : "reading", "resume");
}

Result<ImportJob> Importer::undo(const Principal& principal, const std::string& id) {
  ImportJob present = TRY(job(principal, id));
  if (present.state == "undoing" || present.state == "undone") return present;
  if (present.options.value("dry_run", false))
    return Error{ErrorCode::conflict, "a dry run has changed nothing", R"({"code":"wrong-state"})"};
  if (present.state == "reading" || present.state == "running")
    return Error{ErrorCode::conflict, "pause the import first", R"({"code":"wrong-state"})"};
  const auto catalogue = parts_.records.definitions().now();
  const Entity* const entity = TRY(catalogue->require(present.entity));
  TRY(parts_.records.check_writable(principal, *entity, Verb::remove, Json::object()));
  // No more than whoever undoes it may do now.
  present.options["undo"] = {
      {"user", principal.id}, {"rights", principal.rights->to_json()}, {"token", principal.token}};
  return restart(principal, present, "undoing", "undo");
}

// The state changes only if nobody else changed it in between.
Result<ImportJob> Importer::restart(const Principal& principal, const ImportJob& seen,
                                    const std::string& state, const std::string& action) {
  auto changed = parts_.database.transaction([&](db::Session& session) -> Result<ImportJob> {
    auto present = TRY(ImportStore::find(session, seen.id));
    if (!present || present->state != seen.state)
      return Error{ErrorCode::conflict, "the import has moved on; look again",
                   R"({"code":"wrong-state"})"};
    present->state = state;
    present->options = seen.options;
    present->finished_at_ms.reset();
    TRY(ImportStore::save(session, *present));
    TRY(AuditLog(parts_.clock)
            .append(session, audit_actor(principal),
                    {{"import", seen.entity, seen.id, {{"action", action}}}}));
    return std::move(*present);
  });
  ImportJob job = TRY(std::move(changed));
  queue_.add(job.id);
  tell(job);
  return job;
}

Result<std::vector<ImportKept>> Importer::kept(const Principal& principal, const std::string& id,
                                               std::int64_t after, int limit) {
  TRY(job(principal, id));
  return parts_.database.read(
      [&](db::Session& session) { return ImportTrailStore::kept(session, id, after, limit); });
}

}  // namespace kontor::host

#include "host/app/bulk_jobs.hpp"

#include "base/core/log.hpp"
#include "host/app/record_links.hpp"

namespace kontor::host {

namespace {

Error refuse_bulk(const std::string& why) {
  return Error{ErrorCode::invalid_argument, "bulk: " + why, R"({"code":"bulk-refused"})"};
}

bool is_delete(const BulkJob& job) { return job.request.value("action", "") == "delete"; }

void note_problem(BulkJob& job, const std::string& id, const std::string& reason) {
  ++job.failed;
  if (job.problems.size() < BulkJobs::kProblemsMax)
    job.problems.push_back({{"id", id}, {"reason", reason}});
}

}  // namespace

Status BulkJobs::start() {
  auto open =
      parts_.database.read([](db::Session& session) { return BulkStore::unfinished(session); });
  queue_.start(TRY(std::move(open)));
  return ok();
}

Result<BulkJob> BulkJobs::submit(const Principal& principal, const std::string& entity,
                                 const Json& request) {
  const auto catalogue = parts_.records.definitions().now();
  const Entity* const definition = TRY(catalogue->require(entity));
  const Json fields = request.value("fields", Json::object());
  BulkJob job;
  job.request = {{"action", request.at("action")},
                 {"filter", request.at("filter")},
                 {"fields", fields},
                 {"rights", principal.rights->to_json()},
                 {"token", principal.token}};
  const bool removes = is_delete(job);
  TRY(parts_.records.check_writable(principal, *definition, removes ? Verb::remove : Verb::update,
                                    fields));
  if (removes != fields.empty()) return refuse_bulk("fields belong to update, and to it alone");
  const FilterContext context{principal.id, parts_.clock.now_ms(), parts_.records.time_zone()};
  const Filter filter = TRY(parse_filter(job.request["filter"], *definition, context));
  if (filter.empty()) return refuse_bulk("a filter is wanted: which records are meant?");
  // Counted as a list is, and with the same rights.
  ListRequest counted{.entity = entity, .filter = job.request["filter"], .limit = 1};
  counted.total = true;
  const RecordPage page = TRY(parts_.records.list(principal, counted));
  job.id = parts_.ids.next();
  job.until_id = job.id;  // Ids grow with time.
  job.user_id = principal.id;
  job.entity = entity;
  job.state = "running";
  job.created_at_ms = parts_.clock.now_ms();
  job.total = page.total ? page.total->count : 0;
  const Status kept = parts_.database.transaction([&](db::Session& session) -> Status {
    TRY(BulkStore::insert(session, job));
    return AuditLog(parts_.clock)
        .append(session, audit_actor(principal),
                {{"bulk", entity, "", {{"job", job.id}, {"total", job.total}}}});
  });
  if (!kept) return kept.error();
  queue_.add(job.id);
  return job;
}

Result<BulkJob> BulkJobs::job(const Principal& principal, const std::string& id) {
  auto found =
      parts_.database.read([&](db::Session& session) { return BulkStore::find(session, id); });
  auto job = TRY(std::move(found));
  if (!job || job->user_id != principal.id)
    return Error{ErrorCode::not_found, "there is no such job"};
  return std::move(*job);
}

Result<BulkJob> BulkJobs::cancel(const Principal& principal, const std::string& id) {
  BulkJob present = TRY(job(principal, id));
  if (present.state == "running") queue_.interrupt(id);
  return present;
}

void BulkJobs::run(const std::string& id) {
  auto found =
      parts_.database.read([&](db::Session& session) { return BulkStore::find(session, id); });
  if (!found || !*found) return;
  BulkJob& job = **found;
  const Status done = run_job(job);
  if (done) return;
  if (!finish(job, "failed", done.error().message))
    log::error("the end of a bulk job could not be kept", {{"job", id}});
}

Status BulkJobs::finish(BulkJob& job, const std::string& state, const std::string& message) {
  job.state = state;
  job.message = message;
  job.finished_at_ms = parts_.clock.now_ms();
  TRY(parts_.database.transaction(
      [&](db::Session& session) { return BulkStore::save(session, job); }));
  parts_.notices.to_user(job.user_id, "bulk", bulk_json(job));
  return ok();
}

Status BulkJobs::run_job(BulkJob& job) {
  const auto catalogue = parts_.records.definitions().now();
  const Entity* const entity = TRY(catalogue->require(job.entity));
  Principal actor =
      with_token(TRY(parts_.accounts.act_as(job.user_id)), job.request.value("token", ""));
  // No more than when it was asked for, and no more than now.
  const Rights then = TRY(Rights::parse(job.request.value("rights", Json::object())));
  actor.rights = std::make_shared<const Rights>(actor.rights->intersect(then));
  TRY(parts_.records.check_writable(actor, *entity, is_delete(job) ? Verb::remove : Verb::update,
                                    job.request["fields"]));
  for (;;) {
    if (queue_.stopping()) return ok();
    if (queue_.take_interrupt(job.id)) break;
    const bool more = TRY(run_portion(job, actor, *entity));
    parts_.notices.to_user(job.user_id, "bulk", bulk_json(job));
    if (!more) return finish(job, "done", "");
  }
  return finish(job, "cancelled", "");
}

Result<bool> BulkJobs::run_portion(BulkJob& job, const Principal& actor, const Entity& entity) {
  const FilterContext context{actor.id, job.created_at_ms, parts_.records.time_zone()};
  Filter filter = TRY(parse_filter(job.request["filter"], entity, context));
  filter.and_also(Filter::of({"id", FilterOp::le, job.until_id}));
  if (!job.after_id.empty()) filter.and_also(Filter::of({"id", FilterOp::gt, job.after_id}));
  ListRequest request{.entity = job.entity, .sort = "id", .limit = kPortion};
  RecordPage page = TRY(parts_.records.select(actor, request, filter));
  if (page.records.empty()) return false;
  const bool more = page.records.size() == static_cast<std::size_t>(kPortion);
  const std::string last = page.records.back().id;
  std::vector<PendingSave> batch;
  batch.reserve(page.records.size());
  const SavePipeline steps = parts_.records.pipeline(entity, actor);
  if (!is_delete(job)) {
    for (Record& record : page.records) {
      PendingSave save;
      save.after = record;
      save.before = std::move(record);
      save.changes = job.request["fields"];
      const Status allowed =
          parts_.records.check_writable(actor, entity, Verb::update, *save.before, save.changes);
      if (!allowed) save.problem = allowed.error();
      batch.push_back(std::move(save));
    }
    steps.validate(batch);
    TRY(steps.run_hooks(batch));
  }
  const BulkJob before = job;
  const std::vector<PendingSave> prepared = batch;
  const Status written = parts_.database.transaction([&](db::Session& session) -> Status {
    job = before;
    batch = prepared;
    if (is_delete(job)) {
      for (const Record& record : page.records) {
        Status removed =
            parts_.records.remove_in(session, actor, job.entity, record.id, std::nullopt);
        if (removed) ++job.changed;
        // What a rule forbids is noted; what the database refuses ends the portion.
        else if (removed.error().code == ErrorCode::conflict ||
                 removed.error().code == ErrorCode::forbidden ||
                 removed.error().code == ErrorCode::not_found)
          note_problem(job, record.id, removed.error().message);
        else
          return removed;
      }
    } else {
      TRY(steps.write(session, batch, {{"job", job.id}}));
      for (const PendingSave& save : batch) {
        if (save.problem)
          note_problem(job, save.after.id, save.problem->message);
        else
          ++(save.changed.empty() ? job.unchanged : job.changed);
      }
    }
    job.after_id = last;
    return BulkStore::save(session, job);
  });
  if (!written) {
    job = before;
    return written.error();
  }
  parts_.outbox.announce();
  return more;
}

}  // namespace kontor::host

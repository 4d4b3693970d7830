#include "host/app/exporter.hpp"

#include "base/core/log.hpp"
#include "host/app/export_columns.hpp"
#include "host/sheets/table_writer.hpp"

namespace kontor::host {

namespace {

constexpr int kExportsListed = 100;
// How often the progress goes into the database; open pages hear of every page.
constexpr std::int64_t kSavedEvery = 5000;

std::string text_member(const Json& request, const char* name) { return request.value(name, ""); }

}  // namespace

std::filesystem::path Exporter::path_of(const ExportJob& job) const {
  return parts_.folder / (job.id + "." + job.format);
}

ListRequest Exporter::list_of(const ExportJob& job) {
  ListRequest list{.entity = job.entity, .limit = kListLimitMax};
  list.filter = job.request.value("filter", Json::array());
  list.text = text_member(job.request, "q");
  list.sort = text_member(job.request, "sort");
  list.view = text_member(job.request, "view");
  list.purpose = text_member(job.request, "purpose");
  return list;
}

Status Exporter::start() {
  std::error_code ignored;
  std::filesystem::create_directories(parts_.folder, ignored);
  take_away_old();
  auto open =
      parts_.database.read([](db::Session& session) { return ExportStore::unfinished(session); });
  queue_.start(TRY(std::move(open)));
  return ok();
}

Result<ExportJob> Exporter::submit(const Principal& principal, const std::string& entity,
                                   const Json& request) {
  TRY(require_right(principal, "exports.run"));
  const auto catalogue = parts_.records.definitions().now();
  const Entity* const definition = TRY(catalogue->require(entity));
  const TableFormat format = TRY(parse_table_format(text_member(request, "format")));
  TRY(ExportColumns::create(principal, *definition, format,
                            request.value("fields", std::vector<std::string>())));
  ExportJob job;
  job.id = parts_.ids.next();
  job.user_id = principal.id;
  job.entity = entity;
  job.request = request;
  job.request["rights"] = principal.rights->to_json();
  job.request["token"] = principal.token;
  job.format = table_format_name(format);
  job.state = "running";
  job.created_at_ms = parts_.clock.now_ms();
  ListRequest counted = list_of(job);
  counted.limit = 1;
  counted.total = true;
  const RecordPage page = TRY(parts_.records.list_for_export(principal, counted));
  job.total = page.total ? page.total->count : 0;
  TRY(keep_asked(principal, job));
  return job;
}

Status Exporter::keep_asked(const Principal& principal, const ExportJob& job) {
  const Status kept = parts_.database.transaction([&](db::Session& session) -> Status {
    TRY(ExportStore::insert(session, job));
    const Json detail{{"format", job.format}, {"total", job.total}};
    return AuditLog(parts_.clock)
        .append(session, audit_actor(principal), {{"export.asked", job.entity, job.id, detail}});
  });
  if (!kept) return kept.error();
  queue_.add(job.id);
  return ok();
}

Result<std::vector<ExportJob>> Exporter::jobs(const Principal& principal) {
  return parts_.database.read([&](db::Session& session) {
    return ExportStore::latest(session, principal.id, kExportsListed);
  });
}

Result<ExportJob> Exporter::job(const Principal& principal, const std::string& id) {
  auto found =
      parts_.database.read([&](db::Session& session) { return ExportStore::find(session, id); });
  auto job = TRY(std::move(found));
  if (!job || job->user_id != principal.id)
    return Error{ErrorCode::not_found, "there is no such export"};
  return std::move(*job);
}

Result<Exporter::Made> Exporter::file(const Principal& principal, const std::string& id) {
  TRY(require_right(principal, "exports.run"));
  const ExportJob made = TRY(job(principal, id));
  if (made.state == "expired")
    return Error{ErrorCode::not_found, "the file was taken away after a day; export again"};
  if (made.state != "done")
    return Error{ErrorCode::conflict, "the export is " + made.state, R"({"code":"wrong-state"})"};
  const TableFormat format = TRY(parse_table_format(made.format));
  return Made{path_of(made),
              made.entity + "-" + to_rfc3339(made.created_at_ms).substr(0, 10) + "." + made.format,
              std::string(table_media_type(format))};
}

Result<ExportJob> Exporter::remove(const Principal& principal, const std::string& id) {
  ExportJob present = TRY(job(principal, id));
  if (present.state == "running") queue_.interrupt(id);
  if (present.state != "done") return present;
  std::error_code ignored;
  std::filesystem::remove(path_of(present), ignored);
  present.state = "expired";
  TRY(save(present));
  return present;
}

void Exporter::run(const std::string& id) {
  auto found =
      parts_.database.read([&](db::Session& session) { return ExportStore::find(session, id); });
  if (!found || !*found) return;
  ExportJob& job = **found;
  job.written = 0;
  const Status done = run_job(job);
  if (!done) {
    std::error_code ignored;
    std::filesystem::remove(path_of(job), ignored);
    if (!end(job, "failed", done.error().message))
      log::error("the end of an export could not be kept", {{"export", id}});
  }
  take_away_old();
}

Status Exporter::run_job(ExportJob& job) {
  const auto catalogue = parts_.records.definitions().now();
  const Entity* const entity = TRY(catalogue->require(job.entity));
  Principal actor =
      with_token(TRY(parts_.accounts.act_as(job.user_id)), job.request.value("token", ""));
  // No more than when it was asked for, and no more than now.
  const Rights then = TRY(Rights::parse(job.request.value("rights", Json::object())));
  actor.rights = std::make_shared<const Rights>(actor.rights->intersect(then));
  TRY(require_right(actor, "exports.run"));
  const Status written =
      job.request.contains("report") ? write_report(job, actor) : write_pages(job, actor, *entity);
  if (queue_.stopping() && job.state == "running") return ok();
  // What was taken counts, whether the rest followed or not.
  TRY(parts_.records.exported(actor, job.entity, static_cast<std::size_t>(job.written),
                              job.format));
  if (!written) return written.error();
  return end(job, job.state, "");
}

Status Exporter::write_pages(ExportJob& job, const Principal& actor, const Entity& entity) {
  const TableFormat format = TRY(parse_table_format(job.format));
  auto columns = TRY(ExportColumns::create(
      actor, entity, format, job.request.value("fields", std::vector<std::string>())));
  const auto table = TRY(TableWriter::create(format, path_of(job), columns.names()));
  ListRequest request = list_of(job);
  std::int64_t saved = 0;
  for (;;) {
    if (queue_.stopping()) return ok();
    if (queue_.take_interrupt(job.id)) {
      job.state = "cancelled";
      std::error_code ignored;
      std::filesystem::remove(path_of(job), ignored);
      return ok();
    }
    const RecordPage page = TRY(parts_.records.list_for_export(actor, request));
    for (const std::vector<Json>& row :
         TRY(columns.rows(parts_.records, parts_.accounts, actor, page.records)))
      TRY(table->add(row));
    job.written += static_cast<std::int64_t>(page.records.size());
    if (job.written - saved >= kSavedEvery) {
      saved = job.written;
      TRY(save(job));
    }
    parts_.notices.to_user(job.user_id, "export", export_json(job));
    if (page.next.empty()) break;
    request.cursor = page.next;
  }
  TRY(table->finish());
  return close_file(job);
}

Status Exporter::close_file(ExportJob& job) {
  std::error_code problem;
  std::filesystem::permissions(
      path_of(job), std::filesystem::perms::owner_read | std::filesystem::perms::owner_write,
      problem);
  job.bytes = static_cast<std::int64_t>(std::filesystem::file_size(path_of(job), problem));
  job.state = "done";
  return ok();
}

Status Exporter::end(ExportJob& job, const std::string& state, const std::string& message) {
  job.state = state;
  job.message = message;
  job.finished_at_ms = parts_.clock.now_ms();
  TRY(save(job));
  parts_.notices.to_user(job.user_id, "export", export_json(job));
  return ok();
}

Status Exporter::save(const ExportJob& job) {
  return parts_.database.transaction(
      [&](db::Session& session) { return ExportStore::save(session, job); });
}

void Exporter::take_away_old() {
  const TimeMs before_ms = parts_.clock.now_ms() - kKeptMs;
  auto old = parts_.database.read(
      [&](db::Session& session) { return ExportStore::made_before(session, before_ms); });
  if (!old) return;
  for (ExportJob& job : *old) {
    std::error_code ignored;
    std::filesystem::remove(path_of(job), ignored);
    job.state = "expired";
    if (!save(job)) log::warning("an old export could not be closed", {{"export", job.id}});
  }
}

}  // namespace kontor::host

#include "host/app/importer.hpp"

#include "base/core/log.hpp"
#include "host/app/import_reader.hpp"
#include "host/core/text_encoding.hpp"

namespace kontor::host {

namespace {

constexpr int kChunkTries = 3;

std::filesystem::path file_of(const std::filesystem::path& folder, const std::string& id) {
  return folder / (id + ".csv");
}

Json names_of(const ImportMapping& mapping) {
  Json fields = Json::object();
  for (const auto& [header, field] : mapping) {
    if (field != "created_at" && field != "currency") fields[field] = nullptr;
  }
  return fields;
}

Principal importer_of(const ImportJob& job, const ImportOptions& options, const std::string& name) {
  Principal principal;
  principal.kind = PrincipalKind::user;
  principal.id = job.user_id;
  principal.name = name;
  principal.rights = std::make_shared<const Rights>(options.rights);
  return principal;
}

}  // namespace

Status Importer::start() {
  auto open =
      parts_.database.read([](db::Session& session) { return ImportStore::unfinished(session); });
  queue_.start(TRY(std::move(open)));
  return ok();
}

void Importer::run(const std::string& id) {
  auto found =
      parts_.database.read([&](db::Session& session) { return ImportStore::find(session, id); });
  if (!found || !*found) return;
  ImportJob& job = **found;
  const Status done = run_job(job);
  if (queue_.stopping() && done) return;
  if (!done) {
    job.state = "failed";
    job.message = done.error().message;
  }
  job.finished_at_ms = parts_.clock.now_ms();
  if (!save(job)) log::error("the end of an import could not be kept", {{"import", id}});
  log::info("import is over", {{"import", id}, {"state", job.state}, {"rows", job.counts.read}});
  std::error_code ignored;
  std::filesystem::remove(file_of(parts_.folder, id), ignored);
  std::filesystem::remove(file_of(parts_.folder, id) += ".utf8", ignored);
  tell(job);
}

Status Importer::run_job(ImportJob& job) {
  const auto catalogue = parts_.records.definitions().now();
  const Entity* const entity = TRY(catalogue->require(job.entity));
  ImportOptions options = TRY(ImportOptions::parse(job.options));
  const User user = TRY(parts_.accounts.user(job.user_id));
  const Principal actor = importer_of(job, options, user.name);
  ImportReader reader =
      TRY(ImportReader::open(file_of(parts_.folder, job.id), *entity, options, job));
  const Json fields = names_of(options.mapping);
  TRY(parts_.records.check_writable(actor, *entity, Verb::create, fields));
  if (options.duplicates == DuplicateRule::update) {
    TRY(parts_.records.check_writable(actor, *entity, Verb::update, fields));
  }
  if (job.state == "reading") {
    job.rows_total = reader.count_rows();
    job.options = options.to_json();
    job.state = "running";
    TRY(save(job));
  }
  while (!queue_.stopping()) {
    const std::vector<NumberedRow> rows = reader.next(kChunkRows);
    if (rows.empty()) {
      job.state = "done";
      return ok();
    }
    ImportChunk chunk({parts_.records, parts_.database, parts_.ids, actor, *catalogue, *entity,
                       options, reader.headers(), job.id});
    TRY(chunk.prepare(rows));
    job.file_offset = reader.offset();
    job.file_row = reader.row();
    TRY(write_chunk(job, chunk));
    reader.release();
    tell(job);
  }
  return ok();
}

// Records, outcomes, counts and the place in the file: all of them or none.
Status Importer::write_chunk(ImportJob& job, ImportChunk& chunk) {
  const ImportCounts before = job.counts;
  Status written = ok();
  for (int tries = 0; tries < kChunkTries; ++tries) {
    written = parts_.database.transaction([&](db::Session& session) -> Status {
      TRY(chunk.write(session));
      job.counts = before;
      chunk.add_to(job.counts);
      TRY(ImportStore::add_rows(session, job.id, chunk.outcomes()));
      return ImportStore::save(session, job);
    });
    if (written || written.error().code != ErrorCode::unavailable) break;
  }
  if (written) {
    parts_.outbox.announce();
  } else {
    job.counts = before;
  }
  return written;
}

Status Importer::save(const ImportJob& job) {
  return parts_.database.transaction(
      [&](db::Session& session) { return ImportStore::save(session, job); });
}

void Importer::tell(const ImportJob& job) {
  parts_.notices.to_user(job.user_id, "import", import_json(job));
}

}  // namespace kontor::host

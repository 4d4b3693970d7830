#include "host/app/importer.hpp"

#include <future>

#include "base/core/log.hpp"
#include "host/app/import_conversion.hpp"
#include "host/app/import_file.hpp"
#include "host/app/import_reader.hpp"
#include "host/app/import_undo.hpp"
#include "host/core/text_encoding.hpp"

namespace kontor::host {

namespace {

constexpr int kChunkTries = 3;
constexpr std::int64_t kManyRows = 10'000;
// A chunk's changes are numbered from its last row's number times this; it has fewer.
constexpr std::int64_t kChangesPerRowMax = 1 << 16;

// A chunk whose cells are read, and where the file stands behind it. Without one: the end.
struct ReadChunk {
  std::unique_ptr<ImportChunk> chunk;
  std::int64_t offset = 0;
  std::int64_t row = 0;
};

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
  return with_token(std::move(principal), options.token);
}

}  // namespace

Status Importer::start() {
  std::vector<std::string> unfinished;
  Status known = parts_.database.read([&](db::Session& session) -> Status {
    unfinished = TRY(ImportStore::unfinished(session));
    sweep_import_files(parts_.folder, TRY(ImportStore::open(session)));
    return ok();
  });
  if (!known) return known;
  queue_.start(std::move(unfinished));
  return ok();
}

void Importer::run(const std::string& id) {
  auto found =
      parts_.database.read([&](db::Session& session) { return ImportStore::find(session, id); });
  if (!found || !*found) return;
  ImportJob& job = **found;
  const bool undoing = job.state == "undoing";
  const Status done = undoing ? run_undo(job) : run_job(job);
  if (done && (queue_.stopping() || job.state == "paused")) {
    tell(job);
    return;
  }
  if (!done) {
    job.state = "failed";
    job.message = done.error().message;
  }
  end(job);
}

void Importer::end(ImportJob& job) {
  job.finished_at_ms = parts_.clock.now_ms();
  if (!save(job)) log::error("the end of an import could not be kept", {{"import", job.id}});
  log::info("import is over",
            {{"import", job.id}, {"state", job.state}, {"rows", job.counts.read}});
  std::error_code ignored;
  const auto file = file_of(parts_.folder, job.id);
  for (const char* beside : {"", ".utf8", ".utf8.part"}) {
    std::filesystem::path path = file;
    std::filesystem::remove(path += beside, ignored);
  }
  tell(job);
  if (job.counts.created >= kManyRows) tidy(job.entity);
}

// A kill in between leaves nothing undone: everything is found either way.
void Importer::tidy(const std::string& entity) {
  using Tidying = RecordStore::Tidying;
  Result<bool> more = true;
  for (auto stage = Tidying::begin; more && *more && !queue_.stopping(); stage = Tidying::go_on) {
    more = parts_.database.transaction(
        [&](db::Session& session) { return parts_.records.store().tidy(session, entity, stage); });
  }
  if (!more)
    log::warning("records were not tidied after an import", {{"reason", more.error().message}});
}

Status Importer::run_job(ImportJob& job) {
  if (queue_.take_interrupt(job.id)) {
    job.state = "paused";
    return save(job);
  }
  const auto catalogue = parts_.records.definitions().now();
  const Entity* const entity = TRY(catalogue->require(job.entity));
  ImportOptions options = TRY(ImportOptions::parse(job.options));
  const User user = TRY(parts_.accounts.user(job.user_id));
  const Principal actor = importer_of(job, options, user.name);
  const bool chosen = !options.mapping.empty();
  const bool readable = TRY(convert(job, options, actor));
  if (!readable) return ok();
  ImportReader reader =
      TRY(ImportReader::open(file_of(parts_.folder, job.id), *entity, options, job));
  TRY(check_match(*entity, options));
  const Json fields = names_of(options.mapping);
  TRY(parts_.records.check_writable(actor, *entity, Verb::create, fields));
  if (options.duplicates != DuplicateRule::skip) {
    TRY(parts_.records.check_writable(actor, *entity, Verb::update, fields));
  }
  if (job.state == "reading") {
    job.rows_total = reader.count_rows();
    job.options = options.to_json();
    job.state = "running";
    TRY(save(job));
    if (chosen) TRY(keep_mapping(job, options, reader.headers()));
  }
  return run_chunks(job, options, reader,
                    {parts_.records, parts_.database, parts_.ids, actor, *catalogue, *entity,
                     options, reader.headers(), job.id});
}

Result<ImportFormats*> Importer::formats() const {
  if (formats_ != nullptr) return formats_;
  return Error{ErrorCode::not_found, "this host reads tables and workbooks only"};
}

Result<bool> Importer::convert(const ImportJob& job, const ImportOptions& options,
                               const Principal& actor) {
  if (options.format.empty()) return true;
  ImportFormats* const formats = TRY(this->formats());
  TRY(formats->require_format(actor, options.format, job.entity));
  const ImportConversion conversion{*formats, actor, options, [this] { return queue_.stopping(); }};
  return conversion.run(file_of(parts_.folder, job.id));
}

// While a chunk is written the next one is read and what it repeats is looked up: on two cores an
// import takes as long as the slower of both.
Status Importer::run_chunks(ImportJob& job, const ImportOptions& options, ImportReader& reader,
                            const ImportChunk::Context& context) {
  const auto read_ahead = [&reader, &context] {
    return std::async(std::launch::async, [&reader, &context] {
      const std::vector<NumberedRow> rows = reader.next(kChunkRows);
      ReadChunk read{nullptr, reader.offset(), reader.row()};
      reader.release();
      if (rows.empty()) return read;
      read.chunk = std::make_unique<ImportChunk>(context);
      read.chunk->read(rows);
      // What fails now is asked for again in its turn.
      static_cast<void>(read.chunk->look_ahead());
      return read;
    });
  };
  std::unique_ptr<ImportChunk> before;
  for (std::future<ReadChunk> ahead = read_ahead(); !queue_.stopping();) {
    if (queue_.take_interrupt(job.id)) {
      job.state = "paused";
      return save(job);
    }
    ReadChunk read = ahead.get();
    if (read.chunk == nullptr) {
      job.state = "done";
      if (!options.dry_run) return ok();
      return parts_.database.transaction(
          [&](db::Session& session) { return ImportTrailStore::forget_keys(session, job.id); });
    }
    ahead = read_ahead();
    TRY(read.chunk->prepare(before.get()));
    job.file_offset = read.offset;
    job.file_row = read.row;
    TRY(options.dry_run ? keep_rehearsal(job, *read.chunk) : write_chunk(job, *read.chunk));
    before = std::move(read.chunk);
    tell(job);
  }
  return ok();
}

Status Importer::run_undo(ImportJob& job) {
  const Json by = job.options.value("undo", Json::object());
  Principal actor =
      with_token(TRY(parts_.accounts.act_as(by.value("user", job.user_id))), by.value("token", ""));
  const Rights then = TRY(Rights::parse(by.value("rights", Json::object())));
  actor.rights = std::make_shared<const Rights>(actor.rights->intersect(then));
  ImportUndo undo(parts_.records, parts_.database, actor, job);
  while (!queue_.stopping()) {
    const bool more = TRY(undo.portion());
    parts_.outbox.announce();
    tell(job);
    if (more) continue;
    job.state = "undone";
    break;
  }
  return ok();
}

Status Importer::keep_rehearsal(ImportJob& job, ImportChunk& chunk) {
  TRY(chunk.rehearse());
  const ImportCounts before = job.counts;
  return parts_.database.transaction([&](db::Session& session) -> Status {
    job.counts = before;
    chunk.add_to(job.counts);
    TRY(chunk.keep_keys(session));
    TRY(ImportStore::add_rows(session, job.id, chunk.outcomes()));
    return ImportStore::save(session, job);
  });
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
      TRY(ImportTrailStore::add_changes(session, job.id,
                                        chunk.changes(job.file_row * kChangesPerRowMax)));
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

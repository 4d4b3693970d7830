#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "host/access/accounts.hpp"
#include "host/app/import_chunk.hpp"
#include "host/app/import_file.hpp"
#include "host/app/import_formats.hpp"
#include "host/app/job_queue.hpp"
#include "host/app/notices.hpp"
#include "host/app/records.hpp"
#include "host/store/import_store.hpp"
#include "host/store/import_trail_store.hpp"
#include "host/store/mapping_store.hpp"

namespace kontor::host {

class ImportReader;

// A file to look at: its beginning as text, or all of it on disk.
struct ImportPreview {
  std::string text = {};
  std::filesystem::path file = {};
  std::string sheet = {};
  std::string source = {};
  std::string format = {};
};

// Names a file's columns, whatever their order; files of one source share it.
std::string columns_hash(const std::vector<std::string>& headers);

// Imports CSV files and XLSX workbooks in the background, one after the other, some hundred rows
// per transaction. The rows' outcomes and the place reached in the file are written together
// with the records, so that a host killed at any moment goes on exactly there. Any thread.
class Importer {
 public:
  struct Parts {
    db::Database& database;
    Records& records;
    Accounts& accounts;
    Outbox& outbox;
    Notices& notices;
    const Clock& clock;
    IdSource& ids;
    std::filesystem::path folder;  // DATA/imports
  };
  explicit Importer(Parts parts) : parts_(std::move(parts)) {}
  // While wiring; outlives this. Without, only tables and workbooks are read.
  void attach(ImportFormats* formats) { formats_ = formats; }
  ~Importer() { stop(); }

  // Starts the worker, which first finishes what an earlier process began.
  Status start();
  // Returns when the present chunk is written.
  void stop() { queue_.stop(); }

  // Takes over the received file; the answer comes once it is safe on disk.
  Result<std::string> submit(const Principal& principal, const std::string& entity,
                             const ImportOptions& options, const std::filesystem::path& received);
  // Own jobs; all of them for holders of users.manage.
  Result<ImportJob> job(const Principal& principal, const std::string& id);
  Result<std::vector<ImportRow>> rows(const Principal& principal, const std::string& id,
                                      const std::string& outcome, std::int64_t after, int limit);
  // {"delimiter","encoding","columns","mapping","mapped_by","rows"} of the beginning of a file.
  // A file in a plugin's format is wanted on disk.
  // mapped_by: "saved" for a mapping of the same source or columns, "suggested" otherwise.
  Result<Json> preview(const Principal& principal, const std::string& entity,
                       const std::string& text);
  Result<Json> preview(const Principal& principal, const std::string& entity,
                       const ImportPreview& wish);
  // One's own, all of them for holders of users.manage; the latest 100.
  Result<std::vector<ImportJob>> jobs(const Principal& principal);
  // Ends it after the present chunk, to be resumed or undone. conflict when it is over.
  Result<ImportJob> pause(const Principal& principal, const std::string& id);
  Result<ImportJob> resume(const Principal& principal, const std::string& id);
  // Takes back all it did, in the background; see ImportUndo. Again: the same answer.
  Result<ImportJob> undo(const Principal& principal, const std::string& id);
  // What an undo left alone, and why.
  Result<std::vector<ImportKept>> kept(const Principal& principal, const std::string& id,
                                       std::int64_t after, int limit);

  // See ImportFormats; empty without plugins.
  Json known_formats(const Principal& principal) {
    return formats_ == nullptr ? Json::array() : formats_->formats(principal);
  }

  Result<std::vector<SavedMapping>> mappings(const Principal& principal, const std::string& entity);
  Status forget_mapping(const Principal& principal, const std::string& entity,
                        const std::string& source);

  static constexpr std::size_t kChunkRows = 500;
  static constexpr std::size_t kPreviewRows = 20;
  static constexpr std::size_t kSourceBytesMax = 100;

 private:
  void run(const std::string& id);
  Status run_job(ImportJob& job);
  Status run_chunks(ImportJob& job, const ImportOptions& options, ImportReader& reader,
                    const ImportChunk::Context& context);
  Status run_undo(ImportJob& job);
  Status write_chunk(ImportJob& job, ImportChunk& chunk);
  Status keep_rehearsal(ImportJob& job, ImportChunk& chunk);
  Status keep_mapping(const ImportJob& job, const ImportOptions& options,
                      const std::vector<std::string>& headers);
  Result<ImportJob> restart(const Principal& principal, const ImportJob& seen,
                            const std::string& state, const std::string& action);
  void end(ImportJob& job);
  void tidy(const std::string& entity);
  Status save(const ImportJob& job);
  void tell(const ImportJob& job);

  Result<ImportFormats*> formats() const;
  // False: the host is stopping, and the job goes on at its next start.
  Result<bool> convert(const ImportJob& job, const ImportOptions& options, const Principal& actor);

  Parts parts_;
  ImportFormats* formats_ = nullptr;
  JobQueue queue_{[this](const std::string& id) { run(id); }};
};

}  // namespace kontor::host

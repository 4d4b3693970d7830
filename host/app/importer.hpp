#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "host/access/accounts.hpp"
#include "host/app/import_chunk.hpp"
#include "host/app/import_file.hpp"
#include "host/app/job_queue.hpp"
#include "host/app/notices.hpp"
#include "host/app/records.hpp"
#include "host/store/import_store.hpp"

namespace kontor::host {

// Imports CSV files in the background, one after the other, some hundred rows per
// transaction. The rows' outcomes and the place reached in the file are written together
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
  // {"delimiter","encoding","columns","mapping","rows"} of the beginning of a file.
  Result<Json> preview(const Principal& principal, const std::string& entity,
                       const std::string& text);

  static constexpr std::size_t kChunkRows = 500;
  static constexpr std::size_t kPreviewRows = 20;

 private:
  void run(const std::string& id);
  Status run_job(ImportJob& job);
  Status write_chunk(ImportJob& job, ImportChunk& chunk);
  Status save(const ImportJob& job);
  void tell(const ImportJob& job);

  Parts parts_;
  JobQueue queue_{[this](const std::string& id) { run(id); }};
};

}  // namespace kontor::host

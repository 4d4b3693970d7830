#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "host/access/accounts.hpp"
#include "host/app/job_queue.hpp"
#include "host/app/notices.hpp"
#include "host/app/records.hpp"
#include "host/store/export_store.hpp"

namespace kontor::host {

// Writes what a list shows into a file, in the background and page by page, so that its memory
// does not grow with the records. Whoever asked may fetch it for a day. Every export is in the
// audit log with how many records it took (R31); a host killed in the middle begins it again. Any
// thread.
class Exporter {
 public:
  struct Parts {
    db::Database& database;
    Records& records;
    Accounts& accounts;
    Notices& notices;
    const Clock& clock;
    IdSource& ids;
    std::filesystem::path folder;  // DATA/exports
  };
  explicit Exporter(Parts parts) : parts_(std::move(parts)) {}
  ~Exporter() { stop(); }

  // Begins with what an earlier process left, and takes away what is too old.
  Status start();
  // Returns when the present page is written.
  void stop() { queue_.stop(); }

  // request: {"format", and optionally "view","filter","q","sort","fields","purpose"}, as in a
  // list. Needs the right exports.run.
  Result<ExportJob> submit(const Principal& principal, const std::string& entity,
                           const Json& request);
  // What a report shows: {"format","id"} of a saved one or {"format","report"} as Reports::run()
  // takes it. Needs the right exports.run.
  Result<ExportJob> submit_report(const Principal& principal, const Json& request);
  // One's own.
  Result<std::vector<ExportJob>> jobs(const Principal& principal);
  Result<ExportJob> job(const Principal& principal, const std::string& id);
  struct Made {
    std::filesystem::path path;
    std::string name;  // For people: "person-2026-11-22.csv".
    std::string media_type;
  };
  // conflict while it is not done, not_found once its day is over.
  Result<Made> file(const Principal& principal, const std::string& id);
  // Ends it, or takes its file away.
  Result<ExportJob> remove(const Principal& principal, const std::string& id);

  static constexpr TimeMs kKeptMs = 86'400'000;

 private:
  void run(const std::string& id);
  Status run_job(ExportJob& job);
  Status write_pages(ExportJob& job, const Principal& actor, const Entity& entity);
  Status write_report(ExportJob& job, const Principal& actor);
  Status keep_asked(const Principal& principal, const ExportJob& job);
  Status close_file(ExportJob& job);
  Status end(ExportJob& job, const std::string& state, const std::string& message);
  Status save(const ExportJob& job);
  void take_away_old();
  std::filesystem::path path_of(const ExportJob& job) const;
  static ListRequest list_of(const ExportJob& job);

  Parts parts_;
  JobQueue queue_{[this](const std::string& id) { run(id); }};
};

}  // namespace kontor::host

#pragma once

#include <string>

#include "host/access/accounts.hpp"
#include "host/app/job_queue.hpp"
#include "host/app/notices.hpp"
#include "host/app/records.hpp"
#include "host/store/bulk_store.hpp"

namespace kontor::host {

// Changes many records in the background, a few hundred in one transaction with the place
// reached, so that a host killed at any moment goes on exactly there and no record is
// changed twice. Who asked is asked for anew when it runs: rights taken away meanwhile end
// the job. Progress goes to the user's open pages. Any thread.
class BulkJobs {
 public:
  struct Parts {
    db::Database& database;
    Records& records;
    Accounts& accounts;
    Outbox& outbox;
    Notices& notices;
    const Clock& clock;
    IdSource& ids;
  };
  explicit BulkJobs(Parts parts) : parts_(parts) {}
  ~BulkJobs() { stop(); }

  // Begins with what an earlier process left.
  Status start();
  // Returns when the present portion is written.
  void stop() { queue_.stop(); }

  // request: {"action": "update" or "delete", "filter": …, "fields": {…}} for the records
  // there are now. A filter without conditions is refused: all records are never meant by
  // leaving something out.
  Result<BulkJob> submit(const Principal& principal, const std::string& entity,
                         const Json& request);
  // One's own.
  Result<BulkJob> job(const Principal& principal, const std::string& id);
  // Ends it after the present portion; what was changed stays changed.
  Result<BulkJob> cancel(const Principal& principal, const std::string& id);

  static constexpr int kPortion = 200;
  static constexpr std::size_t kProblemsMax = 50;

 private:
  void run(const std::string& id);
  Status run_job(BulkJob& job);
  Result<bool> run_portion(BulkJob& job, const Principal& actor, const Entity& entity);
  Status finish(BulkJob& job, const std::string& state, const std::string& message);

  Parts parts_;
  JobQueue queue_{[this](const std::string& id) { run(id); }};
};

}  // namespace kontor::host

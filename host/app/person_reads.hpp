#pragma once

#include <condition_variable>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "base/db/database.hpp"
#include "host/access/audit_log.hpp"
#include "host/access/principal.hpp"
#include "host/core/entity.hpp"
#include "host/core/record.hpp"
#include "host/store/record_store.hpp"

namespace kontor::host {

// Who looked at whose personal data, record by record: an entry "read" in the audit log with the
// names of the personal fields that were shown, once an hour for each principal and record. Lists
// are counted by BulkReads, the host itself is not watched.
//
// A read costs no transaction: entries are written together every kWriteEveryMs by a thread of its
// own, so a host that is killed loses the reads of the last seconds. Nothing is written of whoever
// has been erased meanwhile. Any thread.
class PersonReads {
 public:
  struct Parts {
    db::Database& database;
    const RecordStore& store;
    const Clock& clock;
  };
  explicit PersonReads(Parts parts) : parts_(parts) {}
  ~PersonReads() { stop(); }

  void start();
  void stop();  // Writes what is left.

  // A record that was given, with the fields that were shown.
  void note(const Principal& principal, const Entity& entity, const Record& shown);
  // Writes what waits now.
  Status write();

  static constexpr std::int64_t kOnceMs = 3'600'000;
  static constexpr int kWriteEveryMs = 2000;
  static constexpr std::size_t kSeenMax = 100'000;    // Then some are told twice within an hour.
  static constexpr std::size_t kWaitingMax = 10'000;  // Then readers write themselves.

 private:
  struct Read {
    AuditActor actor;
    AuditEntry entry;
  };
  Status append(db::Session& session, const std::vector<Read>& reads) const;
  bool is_new(const std::string& who, const std::string& id);
  void work();

  Parts parts_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::map<std::string, std::int64_t> seen_;  // "kind id record" and when.
  std::vector<Read> waiting_;
  bool stopping_ = false;
  std::thread worker_;
};

}  // namespace kontor::host

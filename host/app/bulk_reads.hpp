#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <utility>

#include "base/core/clock.hpp"
#include "base/db/database.hpp"
#include "host/access/accounts.hpp"
#include "host/app/outbox.hpp"
#include "host/store/user_notice_store.hpp"

namespace kontor::host {

// Watches how many records one principal carries away (R31). Each `log_every` records of an
// entity read within a day are an entry "read.bulk" in the audit log, each export is one
// whatever its size; at `alert_at` records there is an entry "alert.mass-read" and an event
// "security.mass_read" in the outbox, and a notice of that name to everybody who may read the audit
// log, once a day for each principal and entity. The host itself is not watched. Counts live in
// memory: a restart begins a new day. Any thread.
class BulkReads {
 public:
  struct Limits {
    std::int64_t log_every = 500;
    std::int64_t alert_at = 5000;
  };
  struct Parts {
    db::Database& database;
    const Clock& clock;
    Outbox& outbox;
    // For notices; null: nobody is told.
    Accounts* accounts = nullptr;
    IdSource* ids = nullptr;
  };
  explicit BulkReads(Parts parts) : parts_(parts) {}
  BulkReads(Parts parts, Limits limits) : parts_(parts), limits_(limits) {}

  // Records that a list gave. Outside any transaction.
  Status read(const Principal& principal, const std::string& entity, std::size_t count);
  // An export that ended, or was cut short after `count` records.
  Status exported(const Principal& principal, const std::string& entity, std::size_t count,
                  const std::string& format);

  static constexpr std::int64_t kDayMs = 86'400'000;

 private:
  struct Count {
    std::int64_t since_ms = 0;
    std::int64_t records = 0;
    std::int64_t logged = 0;
    bool alerted = false;
  };
  struct Due {
    std::int64_t log = 0;    // Records to log; 0: nothing.
    std::int64_t alert = 0;  // Records of the alert; 0: none.
  };
  Due add(const Principal& principal, const std::string& entity, std::int64_t count);
  // Notices of an alert, for those who may do something about it.
  std::vector<UserNotice> notices(const Principal& principal, const std::string& entity,
                                  std::int64_t alert);
  Status write(const Principal& principal, const std::string& entity,
               std::vector<AuditEntry> entries, std::int64_t alert);

  Parts parts_;
  Limits limits_;
  std::mutex mutex_;
  std::map<std::pair<std::string, std::string>, Count> counts_;  // By "kind id" and entity.
};

}  // namespace kontor::host

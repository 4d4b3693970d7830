#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/core/clock.hpp"
#include "base/core/json.hpp"
#include "base/core/random.hpp"
#include "base/db/database.hpp"

namespace kontor::host {

// Who did it: kind ("user", "token", "plugin", "system") and id.
struct AuditActor {
  std::string kind;
  std::string id;
  std::string token = {};  // Which API token of theirs; part of the entry's detail.
};

struct AuditEntry {
  std::string action;  // "create", "update", "delete", "login", "import" …
  std::string entity;
  std::string record_id;
  Json detail = Json::object();  // Names of changed fields; never values of people's data.
};

// What verify() found: the last link, for comparing with one noted elsewhere.
struct AuditHead {
  std::int64_t sequence = 0;
  std::string hash;
  std::int64_t erased = 0;  // Entries whose content is forgotten.
};

// The append-only audit log (audit_log.md). Each entry is chained by a salted commitment to its
// content, so that an entry changed, removed or slipped in breaks the chain from there on, while
// what is said of one person can be forgotten and the chain still holds. Any thread.
class AuditLog {
 public:
  explicit AuditLog(const Clock& clock) : clock_(clock) {}

  // Inside the caller's transaction, and written at its end (chain_heads.hpp). Writers wait for
  // each other there until commit.
  Status append(db::Session& session, const AuditActor& actor,
                const std::vector<AuditEntry>& entries) const;

  // Forgets salt and content of every entry about a record, and says so in an entry of its own
  // that names their numbers. The number of entries forgotten.
  Result<std::int64_t> erase(db::Session& session, const AuditActor& actor,
                             const std::string& record_id) const;

  // Walks the chain from its start. untrusted naming the first entry that does not fit, or one
  // whose content is gone without an entry that says so.
  static Result<AuditHead> inspect(db::Database& database);
  // The same in short: the number of entries.
  static Result<std::int64_t> verify(db::Database& database);

 private:
  const Clock& clock_;
};

// One page of the log for people, newest first.
struct AuditQuery {
  std::string actor = {};
  std::string record_id = {};
  std::string action = {};
  std::optional<std::int64_t> before = {};  // A sequence; entries older than it.
  int limit = 100;
};
Result<Json> list_audit(db::Database& database, const AuditQuery& query);

}  // namespace kontor::host

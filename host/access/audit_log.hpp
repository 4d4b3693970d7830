#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/core/clock.hpp"
#include "base/core/json.hpp"
#include "base/db/database.hpp"

namespace kontor::host {

// Who did it: kind ("user", "token", "plugin", "system") and id.
struct AuditActor {
  std::string kind;
  std::string id;
};

struct AuditEntry {
  std::string action;  // "create", "update", "delete", "login", "import" …
  std::string entity;
  std::string record_id;
  Json detail = Json::object();  // Names of changed fields; never values of people's data.
};

// The append-only audit log. Each entry's hash covers the entry and the hash before it, so
// that an entry changed, removed or slipped in breaks the chain from there on. Any thread.
class AuditLog {
 public:
  explicit AuditLog(const Clock& clock) : clock_(clock) {}

  // Inside the caller's transaction, all entries with one look at the head of the chain.
  // Writers wait for each other here until commit.
  Status append(db::Session& session, const AuditActor& actor,
                const std::vector<AuditEntry>& entries) const;

  // Walks the chain from its start. untrusted naming the first entry that does not fit;
  // otherwise the number of entries.
  static Result<std::int64_t> verify(db::Database& database);

 private:
  const Clock& clock_;
};

}  // namespace kontor::host

#pragma once

#include <functional>
#include <string>

#include "host/app/outbox.hpp"
#include "host/app/records.hpp"
#include "host/app/tombstones.hpp"

namespace kontor::host {

// Takes a person, living or deleted, and those merged into it out of the host's own tables:
// what only speaks of them (timeline, roles, tasks about them) goes, records that point to them
// lose the pointer and their fields with a personal-data class, the audit log forgets what it
// said, backups lose the key. What stays behind keeps its place in every count. A tombstone is
// left. Of leads without a link that have the same address or number, those fields go too.
//
// The last step is one transaction, which `also` may join; everything before it may be done
// again. A person who is gone already leaves a tombstone and nothing else.
struct RecordEraser {
  db::Database& database;
  Records& records;
  Outbox& outbox;
  const Clock& clock;
  Tombstones& tombstones;

  // {"person","activity",…,"audit_entries"}: how many records of each kind were erased or cleared.
  using Also = std::function<Status(db::Session&, const Json& counts)>;
  Result<Json> erase(const AuditActor& actor, const std::string& person, const std::string& erasure,
                     const Also& also);

 private:
  Status clear(const Entity& entity, const std::vector<std::string>& ids, const Record& record);
  Status purge(const std::string& entity, const std::string& id);
  static Status forget_traces(db::Session& session, const std::vector<std::string>& records_of);
  Status finish(db::Session& session, const AuditActor& actor, const std::string& person,
                const std::string& erasure, const std::vector<std::string>& ids, Json& counts);
};

}  // namespace kontor::host

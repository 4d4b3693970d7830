#pragma once

#include <functional>
#include <string>

#include "host/app/outbox.hpp"
#include "host/app/records.hpp"
#include "host/app/tombstones.hpp"
#include "host/gdpr/person_scope.hpp"

namespace kontor::host {

// Takes a person, living or deleted, and those merged into it out of the host's own tables:
// what only speaks of them (timeline, roles, tasks about them) goes; records that point to them
// lose the pointer, and those about them their fields with a personal-data class and their name
// in other texts, and so does what hangs on them, a call on their deal; the audit log forgets
// what it said, backups lose the key. What stays behind keeps its place in every count. A
// tombstone is left. Of leads without a link that have the same address or number the same goes.
// Whoever is somebody without being a person, a lead, stays as a record of nobody.
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
  Result<bool> clear(db::Session& session, const Entity& entity, const Subject& subject,
                     const std::vector<std::string>& names, const Record& record, bool theirs);
  static Status empty_switched_off(db::Session& session, const Entity& entity,
                                   const std::string& id);
  Status purge(db::Session& session, const std::string& entity, const std::string& id);
  Result<bool> treat(db::Session& session, const Catalogue& catalogue, const Subject& subject,
                     const std::vector<std::string>& names, const PersonRecords::Found& found);
  static Status forget_traces(db::Session& session, const std::vector<std::string>& records_of);
  Status finish(db::Session& session, const AuditActor& actor, const Subject& subject,
                const std::string& erasure, Json& counts);
};

}  // namespace kontor::host

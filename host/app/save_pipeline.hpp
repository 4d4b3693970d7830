#pragma once

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/core/uuid.hpp"
#include "base/db/database.hpp"
#include "host/access/audit_log.hpp"
#include "host/access/principal.hpp"
#include "host/app/hooks.hpp"
#include "host/app/outbox.hpp"
#include "host/core/definitions.hpp"
#include "host/core/phone.hpp"
#include "host/core/record.hpp"
#include "host/core/service_levels.hpp"
#include "host/store/record_store.hpp"

namespace kontor::host {

class Tombstones;

// One record on its way through the pipeline.
struct PendingSave {
  std::optional<Record> before;           // None for a new record.
  Record after;                           // Id and entity set; fields filled by validate().
  Json changes;                           // Merge patch asked for.
  std::optional<Error> problem;           // Set: refused, and skipped from here on.
  std::vector<std::string> changed = {};  // Names of fields, after the hooks.
  std::vector<HookGap> gaps = {};         // Hooks that did not look at it.

  // New or changed, and not refused.
  bool is_written() const { return !problem && (!before || !changed.empty()); }
  bool has_changed(std::string_view field) const {
    return std::find(changed.begin(), changed.end(), field) != changed.end();
  }
};

// The one way a record gets written: validate → hooks → record, stage history, audit and
// outbox in one transaction. Works on batches of one entity, so that an import pays for a
// hook, a link of the audit chain and a look-up once per batch. Rights are the caller's.
class SavePipeline {
 public:
  struct Parts {
    const RecordStore& store;
    Outbox& outbox;
    const Clock& clock;
    IdSource& ids;
    PhoneDefaults phone = {};
    SaveHooks* hooks = nullptr;
    std::shared_ptr<const Catalogue> catalogue = nullptr;    // Of the moment; with its readers.
    std::shared_ptr<const ServiceLevels> service = nullptr;  // With whoever changes them.
    const Tombstones* tombstones = nullptr;                  // Who must not come back.
  };
  SavePipeline(Parts parts, const Entity& entity, const Principal& actor)
      : parts_(std::move(parts)), entity_(entity), actor_(actor) {}

  // Applies the changes; a record that breaks a rule gets its problem.
  void validate(std::vector<PendingSave>& batch) const;
  // Asks the hooks about everything without a problem and applies their patches. An error
  // refuses the batch. Outside any transaction.
  Status run_hooks(std::vector<PendingSave>& batch) const;
  // Whether there is anybody to ask.
  bool asks_hooks() const;
  // References and subjects point to something, a subject to what the actor may see; unique values
  // are free and nobody comes back who was erased; part of write().
  Status check(db::Session& session, std::vector<PendingSave>& batch) const;
  // Writes what has no problem and has changed. A row somebody else changed meanwhile, or
  // a reference to nothing, becomes that record's problem. `context` joins the audit entries.
  Status write(db::Session& session, std::vector<PendingSave>& batch,
               const Json& context = nullptr) const;

  // What it means for other records that this one was deleted, restored or moved.
  Status follow(db::Session& session, const Record& record) const;

 private:
  void apply(PendingSave& save, const Json& changes) const;
  Status check_references(db::Session& session, std::vector<PendingSave>& batch) const;
  Status check_subjects(db::Session& session, std::vector<PendingSave>& batch) const;
  Status check_places(db::Session& session, std::vector<PendingSave>& batch) const;
  Result<std::set<std::string>> seen(db::Session& session, const Entity& entity,
                                     const std::set<std::string>& wanted) const;
  Status write_stage_changes(db::Session& session, const std::vector<PendingSave>& batch) const;
  Status note_gaps(db::Session& session, const std::vector<PendingSave>& batch) const;
  Status write_trail(db::Session& session, const std::vector<PendingSave>& batch,
                     const Json& context) const;

  Parts parts_;
  const Entity& entity_;
  const Principal& actor_;
};

// Code of the problem of a subject that is not there, or not for the actor's eyes.
inline constexpr const char* kNoSubject = "no-such-subject";

// Stale version: conflict that HTTP shows as 412.
Error stale_version(std::int64_t present);

}  // namespace kontor::host

#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/core/uuid.hpp"
#include "base/db/database.hpp"
#include "host/access/principal.hpp"
#include "host/app/bulk_reads.hpp"
#include "host/app/hooks.hpp"
#include "host/app/outbox.hpp"
#include "host/app/person_reads.hpp"
#include "host/app/recent_records.hpp"
#include "host/app/save_pipeline.hpp"
#include "host/core/aggregate.hpp"
#include "host/core/definitions.hpp"
#include "host/core/phone.hpp"
#include "host/core/record.hpp"
#include "host/core/time_zone.hpp"
#include "host/store/record_store.hpp"

namespace kontor::host {

struct ListRequest {
  std::string entity;
  Json filter = Json::array();
  std::string text = {};     // Full text, prefixes, or the last digits of a phone number.
  std::string sort = {};     // "name" or "-created_at"; newest first when empty.
  std::string cursor = {};   // From RecordPage::next.
  int limit = 50;            // 1 … kListLimitMax
  std::string purpose = {};  // Named: only people with a basis for it are given.
  bool deleted = false;      // Deleted records, which may be restored.
  bool total = false;        // With how many there are on all pages.
  std::string view = {};     // Id of a saved view or segment that narrows it as well.
};
inline constexpr int kListLimitMax = 500;

// An entry on a record's timeline. With `external_id` a second call of the same principal
// updates the entry instead of adding one.
struct TimelineEntry {
  std::string subject_entity;
  std::string subject;
  std::string kind;  // call, sms, mail, meeting, note
  std::string summary;
  std::string body = {};
  std::optional<TimeMs> occurred_at_ms = {};
  std::optional<std::int64_t> duration_s = {};
  std::string direction = {};
  std::string state = {};
  std::string external_id = {};
};

// The use cases on records: one function, one user action, one transaction. Each checks
// the principal's rights by entity, verb and field: a field one may not read is left out,
// a field one may not write is refused. Writes go validate → hooks → record + audit +
// outbox → announce. Any thread.
class Records {
 public:
  struct Parts {
    db::Database& database;
    const Definitions& definitions;
    Outbox& outbox;
    const Clock& clock;
    IdSource& ids;
    PhoneDefaults phone = {};
    const Tombstones* tombstones = nullptr;  // Null: nobody was ever erased.
  };
  explicit Records(Parts parts) : parts_(std::move(parts)), store_(*parts_.definitions.now()) {}

  // Set once while wiring, before the first call; both outlive this object.
  void attach(SaveHooks& hooks) { hooks_ = &hooks; }
  void attach(PurposeGate& gate) { gate_ = &gate; }
  void attach(BulkReads& reads) { bulk_reads_ = &reads; }
  void attach(PersonReads& reads) { person_reads_ = &reads; }

  Result<Record> get(const Principal& principal, const std::string& entity, const std::string& id,
                     const std::string& purpose = {});
  Result<RecordPage> list(const Principal& principal, const ListRequest& request);
  // As list(), not counted as a bulk read: what an export took is told once, by exported().
  Result<RecordPage> list_for_export(const Principal& principal, const ListRequest& request);
  Status exported(const Principal& principal, const std::string& entity, std::size_t count,
                  const std::string& format);
  // `idempotency_key`: the same key of the same principal gives the first answer again;
  // with other fields it is a conflict.
  Result<Record> create(const Principal& principal, const std::string& entity, const Json& fields,
                        const std::string& idempotency_key = {});
  // `changes` is an RFC 7396 merge patch; null clears. conflict (detail code
  // "stale-version") when `version` is given and not the present one.
  Result<Record> update(const Principal& principal, const std::string& entity,
                        const std::string& id, std::optional<std::int64_t> version,
                        const Json& changes);
  // As list(), for a filter that is made already; fields one may not read are still there.
  Result<RecordPage> select(const Principal& principal, const ListRequest& request,
                            const Filter& filter);
  // As remove(), inside the caller's transaction, which announces.
  Status remove_in(db::Session& session, const Principal& principal, const std::string& entity,
                   const std::string& id, std::optional<std::int64_t> version);
  // The record and what only speaks of it (its timeline, its stage history) go together
  // and may come back together.
  Status remove(const Principal& principal, const std::string& entity, const std::string& id,
                std::optional<std::int64_t> version);
  Result<Record> restore(const Principal& principal, const std::string& entity,
                         const std::string& id);
  // Gone for good, living or deleted, and with it what speaks of it.
  Status purge(const Principal& principal, const std::string& entity, const std::string& id);
  // Moves everything that points to `others` over to `id`, whose empty fields take their
  // values, and deletes them. Timelines and stage histories join. Again: the same answer.
  Result<Record> merge(const Principal& principal, const std::string& entity, const std::string& id,
                       const std::vector<std::string>& others, const Json& changes);
  // `request`: {"filter","group_by","measures","time_zone"}; with "purpose", which is about persons
  // alone, only people with a basis for it are counted; kPurposeCountMax at most are asked about
  // (exhausted beyond). Rows that hold personal data, in a group or as a value, are counted as
  // records that were read; more than kListLimitMax of them need the right exports.run.
  Result<std::vector<AggregateRow>> aggregate(const Principal& principal, const std::string& entity,
                                              const Json& request);
  // The same, neither counted nor limited: of what aggregate() gave, or gives nobody.
  Result<std::vector<AggregateRow>> aggregate_again(const Principal& principal,
                                                    const std::string& entity, const Json& request);
  // Counts records that were given by another way than get() and list().
  Status looked_at(const Principal& principal, const std::string& entity, std::size_t count);

  static constexpr std::size_t kPurposeCountMax = 1'000'000;

  // Its own entries and those of the records of timeline_sources(), newest first; for a purpose its
  // own alone.
  Result<RecordPage> timeline(const Principal& principal, const std::string& entity,
                              const std::string& id, const std::string& cursor, int limit,
                              const std::string& purpose = {});
  Result<std::string> add_to_timeline(const Principal& principal, const TimelineEntry& entry);
  // Many in one transaction: the activity's id of each, or why there is none. Of two with one
  // external id the later counts. An error: nothing was added.
  Result<std::vector<Result<std::string>>> add_all_to_timelines(
      const Principal& principal, const std::vector<TimelineEntry>& entries);

  // How soon cases are answered and solved, from the next save on.
  void adopt(ServiceLevels levels);
  std::shared_ptr<const ServiceLevels> service_levels() const;
  // Whose days, weeks and months aggregates count by, if they name no zone: that of the business
  // hours; UTC before there are any (load_service_levels() brings the usual ones).
  std::string time_zone() const;

  // The steps of a save in a batch, for the import; it checks rights itself.
  SavePipeline pipeline(const Entity& entity, const Principal& principal);
  // The same, reading phones as of another region.
  SavePipeline pipeline(const Entity& entity, const Principal& principal,
                        const PhoneDefaults& phone);
  Status check_writable(const Principal& principal, const Entity& entity, Verb verb,
                        const Json& changes) const;
  // The same for one record there is: its fields, and that it stays inside the scope. not_found
  // for a record one may not see, forbidden for one that one may only see.
  Status check_writable(const Principal& principal, const Entity& entity, Verb verb,
                        const Record& present, Json& changes) const;
  // Takes away what the principal may not read in this record.
  void hide_fields(const Principal& principal, const Entity& entity, Record& record) const;
  // Tells a record who owns what it hangs on, as far as rights of the principal depend on it.
  Status place(const Principal& principal, const Entity& entity, Record& record);
  // True if a save of this entity asks hooks.
  bool is_hooked(std::string_view entity) const {
    return hooks_ != nullptr && hooks_->wants(entity);
  }
  // For whoever erases: nothing of it stays in memory.
  void forget(const std::string& id) { recent_.forget(id); }
  const RecordStore& store() const { return store_; }
  RecordStore& store() { return store_; }
  const Definitions& definitions() const { return parts_.definitions; }
  const PhoneDefaults& phone_defaults() const { return parts_.phone; }

 private:
  // The audit entry and the event of one action on one record.
  Status write_trail(db::Session& session, const Principal& principal, const std::string& action,
                     const std::string& entity, const std::string& id, Json detail);
  Status place(const Principal& principal, const Entity& entity, std::vector<Record>& records);
  Status place(const Principal& principal, const Entity& entity,
               const std::vector<Record*>& records);
  // As get(), not counted as a bulk read.
  Result<Record> look_at(const Principal& principal, const std::string& entity,
                         const std::string& id, const std::string& purpose = {});
  struct Measured {
    std::vector<AggregateRow> rows;
    bool of_people = false;
  };
  Result<Measured> measure(const Principal& principal, const std::string& entity,
                           const Json& request);
  Result<Filter> saved_filter(const Principal& principal, const Entity& entity,
                              const std::string& id, std::string& sort);
  Error missing(const std::string& entity, const std::string& id);
  Result<std::set<std::string>> joined_timelines(const std::string& entity, const std::string& id);
  Result<std::map<std::string, Record>> added_before(const Principal& principal,
                                                     const std::vector<TimelineEntry>& entries);
  Result<std::vector<std::string>> people_for(const Entity& entity, const std::string& purpose,
                                              const Filter& filter);
  Result<RecordPage> look(const Entity& entity, const RecordQuery& query);
  Status check_purpose(const Principal& principal, const std::string& purpose);
  Status keep_allowed(const Entity& entity, const std::string& purpose,
                      std::vector<Record>& records);
  Result<Record> write_update(const Principal& principal, const Entity& entity,
                              std::optional<std::int64_t> version, Json& changes, Record before);
  Result<std::optional<Record>> answered_before(db::Session& session, const std::string& entity,
                                                const std::string& principal,
                                                const std::string& key, const std::string& hash);

  Parts parts_;
  RecordStore store_;
  mutable std::mutex service_mutex_;
  std::shared_ptr<const ServiceLevels> service_ = std::make_shared<const ServiceLevels>();
  std::string time_zone_ = kUtc;
  SaveHooks* hooks_ = nullptr;
  PurposeGate* gate_ = nullptr;
  BulkReads* bulk_reads_ = nullptr;
  PersonReads* person_reads_ = nullptr;
  RecentRecords recent_{parts_.clock};
};

}  // namespace kontor::host

#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/db/database.hpp"
#include "host/core/aggregate.hpp"
#include "host/core/definitions.hpp"
#include "host/core/filter.hpp"
#include "host/core/record.hpp"
#include "host/store/record_layout.hpp"
#include "host/store/search_memory.hpp"

namespace kontor::host {

struct RecordQuery {
  Filter filter;
  std::string text;
  std::string sort;  // As in ListRequest.
  std::string cursor;
  int limit = 50;
  bool deleted = false;     // Deleted records instead of living ones.
  bool total = false;       // With how many there are.
  std::string region = {};  // That numbers are typed in, in `text`; the company's.
};

// Up to here a total is counted, beyond it is estimated.
inline constexpr std::int64_t kCountedMax = 10'000;

// Rows of every entity. Knows SQL and nothing of rights, hooks or events; each call is a
// few statements inside the caller's transaction. A deleted record is found by nothing here
// but what says so. Any thread.
class RecordStore {
 public:
  // `catalogue` holds the entities as their tables are.
  explicit RecordStore(const Catalogue& catalogue) { adopt(catalogue); }
  // Takes the tables as they are after a change of definitions, before anybody sees the new
  // catalogue. What is in use keeps what it has: columns are only ever added.
  void adopt(const Catalogue& catalogue);

  // A piece of what is good to do after many inserts; whether more is left. On SQLite, of some
  // milliseconds: brings together what they left scattered in the index of the search, which later
  // inserts would do one day, all at once. On PostgreSQL all of it: tells the planner what the
  // table is like, which otherwise takes nearly all records for deleted and a list for a sort of
  // the whole table, until the server looks by itself (a minute).
  enum class Tidying { begin, go_on };
  Result<bool> tidy(db::Session& session, const std::string& entity, Tidying stage) const;
  Status insert(db::Session& session, const std::string& entity,
                const std::vector<const Record*>& records) const;
  // Replaces the row if it still has the version of `before`; false otherwise.
  Result<bool> update(db::Session& session, const Record& before, const Record& after) const;

  // The same for a deleted record.
  Result<bool> update_deleted(db::Session& session, const Record& before,
                              const Record& after) const;

  // Deletes the record, and with it those of `followers` that speak of it.
  struct Follower {
    std::string entity;
    std::string field;
  };
  Result<bool> remove(db::Session& session, const std::string& entity, const std::string& id,
                      const std::vector<Follower>& followers, TimeMs now_ms) const;
  // Brings back a deleted record and what was deleted with it.
  Result<bool> restore(db::Session& session, const std::string& entity, const std::string& id,
                       const std::vector<Follower>& followers) const;
  // Takes the rows away for good, of a living or deleted record and of its followers.
  Result<bool> purge(db::Session& session, const std::string& entity, const std::string& id,
                     const std::vector<Follower>& followers) const;
  // The same for all there are of an entity, deleted ones included. Their number.
  Result<std::int64_t> purge_all(db::Session& session, const std::string& entity,
                                 const std::vector<Follower>& followers) const;
  // Living and deleted ones.
  Result<std::int64_t> count_rows(db::Session& session, const std::string& entity) const;
  // Every record whose `field` is `from` gets `to`, and a new version. The number of them.
  Result<std::int64_t> repoint(db::Session& session, const Follower& follower,
                               const std::string& from, const std::string& to, TimeMs now_ms) const;

  // Where a record went that was merged; one step leads to the end.
  Result<std::optional<std::string>> merged_into(db::Session& session, const std::string& entity,
                                                 const std::string& id) const;
  Status keep_merge(db::Session& session, const std::string& entity, const std::string& from,
                    const std::string& into, TimeMs now_ms) const;

  Result<std::optional<Record>> find(db::Session& session, const std::string& entity,
                                     const std::string& id) const;
  Result<std::optional<Record>> find_deleted(db::Session& session, const std::string& entity,
                                             const std::string& id) const;
  // Those of `ids` that exist, in no order.
  Result<std::vector<Record>> find_all(db::Session& session, const std::string& entity,
                                       const std::vector<std::string>& ids) const;
  Result<std::set<std::string>> present(db::Session& session, const std::string& entity,
                                        const std::vector<std::string>& ids) const;
  // Who owns records of a kind that has owners, living or deleted, by id; without those of nobody.
  Result<std::map<std::string, std::string>> owners(db::Session& session, const std::string& entity,
                                                    const std::vector<std::string>& ids) const;
  // `wanted` of living records whose `field` is `value`; of the newest `limit` of them.
  Result<std::vector<std::string>> values_by(db::Session& session, const std::string& entity,
                                             const std::string& wanted, const std::string& field,
                                             const std::string& value, int limit) const;
  // Records whose column of `field` (the match key of a phone) is one of `keys`; oldest first.
  Result<std::vector<Record>> find_by_key(db::Session& session, const std::string& entity,
                                          const std::string& field,
                                          const std::vector<std::string>& keys) const;
  // The same, of those whose other field is one of a list, too.
  struct Beside {
    std::string field;
    std::vector<Json> values;
  };
  Result<std::vector<Record>> find_by_pair(db::Session& session, const std::string& entity,
                                           const std::string& field,
                                           const std::vector<std::string>& keys,
                                           const Beside& beside) const;
  // Living records in which the field is set.
  Result<std::int64_t> count_set(db::Session& session, const Entity& entity,
                                 const Field& field) const;
  Result<RecordPage> list(db::Session& session, const Entity& entity,
                          const RecordQuery& query) const;
  // That list() is a glance.
  static bool is_one_query(const RecordQuery& query);
  Result<std::vector<AggregateRow>> aggregate(db::Session& session, const Entity& entity,
                                              const AggregateRequest& request) const;

  // Deals of the filter by the furthest stage they came to in a pipeline, and by the value of a
  // field; all of them together without one. Values and stages in the order of their names.
  struct Reached {
    std::string profile;  // Empty: the field is not set.
    std::string stage;    // The furthest one.
    std::int64_t deals;
  };
  Result<std::vector<Reached>> reached_stages(db::Session& session, const Entity& deal,
                                              const Filter& filter, const std::string& by,
                                              const std::string& pipeline) const;

  // Shared with whoever still uses it while definitions change. `entity` is known.
  std::shared_ptr<const RecordLayout> layout(const std::string& entity) const;

 private:
  enum class Index { add, take_out };
  Result<std::vector<std::string>> ids_where(db::Session& session, const RecordLayout& rows,
                                             const std::string& test,
                                             const std::vector<db::Value>& values) const;
  Status purge_rows(db::Session& session, const std::string& entity, const std::string& field,
                    const std::vector<db::Value>& values) const;
  Status delete_rows(db::Session& session, const std::string& entity,
                     const std::vector<std::string>& ids, const std::string& with,
                     TimeMs now_ms) const;
  Status restore_rows(db::Session& session, const std::string& entity,
                      const std::vector<std::string>& ids) const;
  static Status count(db::Session& session, const std::string& entity, std::int64_t change);
  Result<Total> total(db::Session& session, const Entity& entity, const RecordQuery& query) const;
  static Status index(db::Session& session, const RecordLayout& rows,
                      const std::vector<std::string>& ids, Index change);

  mutable std::mutex mutex_;
  std::map<std::string, std::shared_ptr<const RecordLayout>> layouts_;
  mutable SearchMemory searches_;
};

}  // namespace kontor::host

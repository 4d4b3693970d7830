#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/db/database.hpp"
#include "host/core/aggregate.hpp"
#include "host/core/filter.hpp"
#include "host/core/record.hpp"
#include "host/store/record_layout.hpp"

namespace kontor::host {

struct RecordQuery {
  Filter filter;
  std::string text;
  std::string sort;  // As in ListRequest.
  std::string cursor;
  int limit = 50;
};

// Rows of every entity. Knows SQL and nothing of rights, hooks or events; each call is a
// few statements inside the caller's transaction. Immutable after construction.
class RecordStore {
 public:
  // `builtin` holds the entities as they were when the tables were made.
  explicit RecordStore(const Catalogue& builtin);

  Status insert(db::Session& session, const std::string& entity,
                const std::vector<const Record*>& records) const;
  // Replaces the row if it still has the version of `before`; false otherwise.
  Result<bool> update(db::Session& session, const Record& before, const Record& after) const;
  Result<bool> remove(db::Session& session, const std::string& entity, const std::string& id) const;

  // Every record whose `field` is `value`.
  Status remove_where(db::Session& session, const std::string& entity, const std::string& field,
                      const std::string& value) const;

  Result<std::optional<Record>> find(db::Session& session, const std::string& entity,
                                     const std::string& id) const;
  // Those of `ids` that exist, in no order.
  Result<std::vector<Record>> find_all(db::Session& session, const std::string& entity,
                                       const std::vector<std::string>& ids) const;
  Result<std::set<std::string>> present(db::Session& session, const std::string& entity,
                                        const std::vector<std::string>& ids) const;
  // Records whose column of `field` (the match key of a phone) is one of `keys`; oldest first.
  Result<std::vector<Record>> find_by_key(db::Session& session, const std::string& entity,
                                          const std::string& field,
                                          const std::vector<std::string>& keys) const;
  Result<RecordPage> list(db::Session& session, const Entity& entity,
                          const RecordQuery& query) const;
  Result<std::vector<AggregateRow>> aggregate(db::Session& session, const Entity& entity,
                                              const AggregateRequest& request) const;

  const RecordLayout& layout(const std::string& entity) const { return layouts_.at(entity); }

 private:
  enum class Index { add, take_out };
  static Status index(db::Session& session, const RecordLayout& rows,
                      const std::vector<std::string>& ids, Index change);

  std::map<std::string, RecordLayout> layouts_;
};

}  // namespace kontor::host

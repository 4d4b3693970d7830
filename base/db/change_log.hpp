#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/db/database.hpp"

namespace kontor::db {

// A statement that changed something: enough to do it again on a copy of the database.
struct Change {
  std::string sql;
  std::vector<Value> parameters;
  std::int64_t changed = 0;  // Rows; 0 for one that changes the schema.
};

// What one transaction did. Not whole when it was more than a transaction may keep in memory.
struct Changes {
  std::vector<Change> list = {};
  std::size_t bytes = 0;
  bool whole = true;
};
inline constexpr std::size_t kChangesBytesMax = std::size_t{64} << 20;

// Hears what each transaction of a database did, before it commits, in the order of commits.
// Any thread, one at a time on SQLite.
class ChangeLog {
 public:
  virtual ~ChangeLog() = default;
  // Inside the transaction, which fails with the log. A commit that fails after this is followed
  // by another transaction told in its place.
  virtual Status about_to_commit(Session& session, const Changes& changes) = 0;
};

// Whether a statement changes rows or the schema, told by its first word.
bool is_change(std::string_view sql);
bool changes_schema(std::string_view sql);

}  // namespace kontor::db

#pragma once

#include <string>
#include <vector>

#include "base/db/database.hpp"
#include "host/core/record.hpp"
#include "host/store/record_layout.hpp"

namespace kontor::host {

// Values that several living records have in an indexed column, found by one walk along its index.
// A step looks at kRowsPerWalk rows at most, so that it costs the same however many there are.
struct SharedKeys {
  std::vector<std::string> keys;  // In the order of the index.
  std::vector<std::string> ids;   // A record of each: where to go on after it.
  std::string last;               // A record at the end of this step; empty: the walk is over.
};
struct KeyWalk {
  std::string field;   // For a phone its match key.
  std::string beside;  // Agrees, too; empty: nothing beside.
  std::string after;   // Id of a record; empty: from the beginning.
  int limit = 50;
};
// not_found when the record to go on after is gone.
Result<SharedKeys> shared_keys(db::Session& session, const RecordLayout& rows, const KeyWalk& walk);
// The living records with one value; `limit` of them, those with one value beside together.
Result<std::vector<Record>> records_with_key(db::Session& session, const RecordLayout& rows,
                                             const KeyWalk& walk, const std::string& key);

inline constexpr int kRowsPerWalk = 20'000;

}  // namespace kontor::host

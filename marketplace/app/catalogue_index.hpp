#pragma once

#include <set>
#include <shared_mutex>
#include <string>
#include <vector>

#include "base/db/database.hpp"
#include "marketplace/core/search_index.hpp"

namespace kontor::marketplace {

// The search index over the listings that the database holds. Any thread. The database decides:
// the index is read from it at the first search, and again for a plugin whose listing changed.
class CatalogueIndex {
 public:
  // Reads the listings unless that was done; the first search does it by itself.
  Status load(db::Database& database);
  Result<std::vector<std::string>> search(db::Database& database, const CatalogueQuery& query);
  // Call it after the transaction that changed these plugins' listings.
  void renew(db::Database& database, const std::set<std::string>& plugins);

 private:
  Status load_held(db::Database& database);

  // Held by a writer from before it reads the database until what it read is in the index: a
  // listing that changes meanwhile is renewed after it.
  std::shared_mutex mutex_;
  bool loaded_ = false;
  SearchIndex index_;
};

}  // namespace kontor::marketplace

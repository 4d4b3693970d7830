#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/db/database.hpp"
#include "marketplace/core/listing.hpp"

namespace kontor::marketplace {

// The words of the catalogue's listings, so that a search reads an index and not every listing.
// Lives inside one transaction.
class WordStore {
 public:
  explicit WordStore(db::Session& session) : session_(session) {}

  // Replaces the words of a listing, which must be there.
  Status put(const std::string& plugin_id, std::string_view search_text);
  Status remove(const std::string& plugin_id);
  // Words of the listings that have none, as after an update from a version without words.
  Status fill();

  // Plugin ids after `query.after` whose listings have, for each word of the query, a word that
  // begins with it; in the category if one is asked for. In order, at most `query.limit`.
  Result<std::vector<std::string>> search(const CatalogueQuery& query);

 private:
  // How many of the index's words begin so; counting stops at kCommonWord.
  Result<std::int64_t> count(const std::string& word);

  db::Session& session_;
};

}  // namespace kontor::marketplace

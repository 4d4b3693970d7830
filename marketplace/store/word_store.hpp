#pragma once

#include <optional>
#include <set>
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
  // begins with it; in the category if one is asked for. At most `query.limit`, in an order that
  // the same query always has.
  Result<std::vector<std::string>> search(const CatalogueQuery& query);

 private:
  // Statements are simple ones of one index each, so that no database's planner, which may know
  // nothing yet of a table's size, can choose badly.
  using Ids = std::vector<std::string>;
  struct Wanted {
    std::optional<std::set<std::string>> candidates = {};  // That have all rare words; none: all.
    std::vector<std::string> common = {};                  // Words that very many listings have.
  };
  Result<Wanted> wanted(const CatalogueQuery& query);
  Result<Ids> with_word(const std::string& word);
  Result<Ids> next_step(const Wanted& wanted, const CatalogueQuery& query, const std::string& after,
                        std::size_t count);
  Result<Ids> those_with(Ids ids, const std::string& word, const std::string& category);
  Result<Ids> ids_of(const std::string& text, const std::vector<db::Value>& values);

  db::Session& session_;
};

}  // namespace kontor::marketplace

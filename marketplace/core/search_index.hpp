#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "marketplace/core/listing.hpp"

namespace kontor::marketplace {

// The words of the catalogue's listings, in memory: some 200 bytes a listing. A search of twenty
// thousand costs as much as looking at one byte of each. Not thread-safe.
class SearchIndex {
 public:
  // A new listing, or what it says now. `search_text` is search_text_of() its newest release.
  void put(const std::string& plugin_id, const std::string& category, std::string_view search_text);
  void remove(const std::string& plugin_id);

  // Plugin ids after `query.after`, in order, whose listings have for each word of the query a
  // word that begins with it, and are in the category if one is asked for; `query.limit` at most.
  // A text without any word finds nothing, no text finds all.
  std::vector<std::string> search(const CatalogueQuery& query) const;

 private:
  using Slot = std::uint32_t;
  using Postings = std::map<std::string, std::vector<Slot>, std::less<>>;
  struct Entry {
    std::string plugin_id = {};
    std::string category = {};
    std::vector<Postings::iterator> words = {};
  };
  // Where the plugin is in order_, or would be.
  std::size_t place_of(std::string_view plugin_id) const;
  bool is_at(std::size_t place, std::string_view plugin_id) const;

  std::vector<Entry> entries_;  // By slot, which stays; free ones are empty.
  std::vector<Slot> free_;
  std::vector<Slot> order_;  // By plugin id.
  Postings postings_;        // No word is without a slot.
};

}  // namespace kontor::marketplace

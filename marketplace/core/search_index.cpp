#include "marketplace/core/search_index.hpp"

#include <algorithm>

#include "marketplace/core/case_folding.hpp"
#include "marketplace/core/search_words.hpp"

namespace kontor::marketplace {

std::size_t SearchIndex::place_of(std::string_view plugin_id) const {
  const auto place = std::ranges::lower_bound(
      order_, plugin_id, {},
      [this](Slot slot) -> std::string_view { return entries_[slot].plugin_id; });
  return static_cast<std::size_t>(place - order_.begin());
}

bool SearchIndex::is_at(std::size_t place, std::string_view plugin_id) const {
  return place < order_.size() && entries_[order_[place]].plugin_id == plugin_id;
}

void SearchIndex::put(const std::string& plugin_id, const std::string& category,
                      std::string_view search_text) {
  remove(plugin_id);
  if (free_.empty()) {
    free_.push_back(static_cast<Slot>(entries_.size()));
    entries_.emplace_back();
  }
  const Slot slot = free_.back();
  free_.pop_back();
  Entry& entry = entries_[slot];
  entry.plugin_id = plugin_id;
  entry.category = category;
  for (const std::string& word : search_words(search_text, kListingWordsMax)) {
    const auto posting = postings_.try_emplace(word).first;
    posting->second.push_back(slot);
    entry.words.push_back(posting);
  }
  order_.insert(order_.begin() + static_cast<std::ptrdiff_t>(place_of(plugin_id)), slot);
}

void SearchIndex::remove(const std::string& plugin_id) {
  const std::size_t place = place_of(plugin_id);
  if (!is_at(place, plugin_id)) return;
  const Slot slot = order_[place];
  order_.erase(order_.begin() + static_cast<std::ptrdiff_t>(place));
  for (const auto& posting : entries_[slot].words) {
    std::erase(posting->second, slot);
    if (posting->second.empty()) postings_.erase(posting);
  }
  entries_[slot] = {};
  free_.push_back(slot);
}

std::vector<std::string> SearchIndex::search(const CatalogueQuery& query) const {
  const auto words = search_words(fold_case(query.text), kQueryWordsMax);
  std::vector<std::string> found;
  if (words.empty() && !query.text.empty()) return found;
  std::vector<std::uint8_t> fitting(entries_.size(), 0);  // How many of the words each has.
  std::uint8_t wanted = 0;
  for (const std::string& word : words) {
    for (auto posting = postings_.lower_bound(word);
         posting != postings_.end() && posting->first.starts_with(word); ++posting)
      for (const Slot slot : posting->second)
        if (fitting[slot] == wanted) ++fitting[slot];
    ++wanted;
  }
  std::size_t place = place_of(query.after);
  if (is_at(place, query.after)) ++place;
  const auto limit = static_cast<std::size_t>(query.limit);
  for (; place < order_.size() && found.size() < limit; ++place) {
    const Entry& entry = entries_[order_[place]];
    if (fitting[order_[place]] == wanted &&
        (query.category.empty() || entry.category == query.category))
      found.push_back(entry.plugin_id);
  }
  return found;
}

}  // namespace kontor::marketplace

#include "marketplace/store/word_store.hpp"

#include <algorithm>

#include "marketplace/core/case_folding.hpp"
#include "marketplace/core/search_words.hpp"

namespace kontor::marketplace {
namespace {

// A word that more listings have helps less than looking at listings in their order.
constexpr std::size_t kRareWordMax = 2500;
// Listings looked at in one step; twice as many in each that follows.
constexpr std::size_t kFirstStep = 200;
constexpr std::size_t kStepMax = 6400;

// What follows every text that begins with `word`: no UTF-8 has this byte, but U+10FFFF is the
// last character that a text may hold.
std::string end_of(const std::string& word) { return word + "\xF4\x8F\xBF\xBF"; }

// Builds a statement whose parameters are numbered as they come.
class Statement {
 public:
  explicit Statement(std::string text) : text_(std::move(text)) {}
  Statement& add(std::string_view text) {
    text_ += text;
    return *this;
  }
  Statement& value(db::Value value) {
    values_.push_back(std::move(value));
    text_ += "$" + std::to_string(values_.size());
    return *this;
  }
  Statement& begins_with(std::string_view column, const std::string& word) {
    add(column).add(" >= ").value(word).add(" AND ");
    return add(column).add(" < ").value(end_of(word));
  }
  const std::string& text() const { return text_; }
  const std::vector<db::Value>& values() const { return values_; }

 private:
  std::string text_;
  std::vector<db::Value> values_;
};

}  // namespace

Status WordStore::remove(const std::string& plugin_id) {
  TRY(session_.execute("DELETE FROM listing_word WHERE plugin_id = $1", {plugin_id}));
  return ok();
}

Status WordStore::put(const std::string& plugin_id, std::string_view search_text) {
  TRY(remove(plugin_id));
  std::vector<std::vector<db::Value>> rows;
  for (const std::string& word : search_words(search_text, kListingWordsMax))
    rows.push_back({word, plugin_id});
  return session_.insert_rows("listing_word", {"word", "plugin_id"}, rows);
}

Status WordStore::fill() {
  const auto rows = TRY(session_.query(
      "SELECT plugin_id, search_text FROM listing WHERE NOT EXISTS "
      "(SELECT 1 FROM listing_word WHERE listing_word.plugin_id = listing.plugin_id)"));
  for (const db::Row& row : rows) TRY(put(row.text(0), row.text(1)));
  return ok();
}

Result<WordStore::Ids> WordStore::ids_of(const std::string& text,
                                         const std::vector<db::Value>& values) {
  Ids ids;
  const auto rows = TRY(session_.query(text, values));
  ids.reserve(rows.size());
  for (const db::Row& row : rows) ids.push_back(row.text(0));
  return ids;
}

// In the order of the index, so that no planner reads more of it than these.
Result<WordStore::Ids> WordStore::with_word(const std::string& word) {
  Statement statement("SELECT plugin_id FROM listing_word WHERE ");
  statement.begins_with("word", word)
      .add(" ORDER BY word, plugin_id LIMIT " + std::to_string(kRareWordMax + 1));
  return ids_of(statement.text(), statement.values());
}

// Those of `ids`, in their order, that have the word, or with an empty one that are in the
// category.
Result<WordStore::Ids> WordStore::those_with(Ids ids, const std::string& word,
                                             const std::string& category) {
  Statement statement(word.empty() ? "SELECT plugin_id FROM listing WHERE "
                                   : "SELECT DISTINCT plugin_id FROM listing_word WHERE ");
  if (word.empty())
    statement.add("category = ").value(category);
  else
    statement.begins_with("word", word);
  statement.add(" AND plugin_id IN (");
  for (std::size_t at = 0; at < ids.size(); ++at) statement.add(at > 0 ? ", " : "").value(ids[at]);
  statement.add(")");
  const Ids found = TRY(ids_of(statement.text(), statement.values()));
  const std::set<std::string> fitting(found.begin(), found.end());
  std::erase_if(ids, [&](const std::string& id) { return !fitting.contains(id); });
  return ids;
}

Result<WordStore::Wanted> WordStore::wanted(const CatalogueQuery& query) {
  Wanted wanted;
  for (const std::string& word : search_words(fold_case(query.text), kQueryWordsMax)) {
    const Ids found = TRY(with_word(word));
    if (found.size() > kRareWordMax) {
      wanted.common.push_back(word);
      continue;
    }
    std::set<std::string> ids;
    for (const std::string& id : found)
      if (id > query.after && (!wanted.candidates || wanted.candidates->contains(id)))
        ids.insert(id);
    wanted.candidates = std::move(ids);
  }
  return wanted;
}

// The next of those that may fit, in their order.
Result<WordStore::Ids> WordStore::next_step(const Wanted& wanted, const CatalogueQuery& query,
                                            const std::string& after, std::size_t count) {
  if (wanted.candidates) {
    Ids ids;
    for (auto id = wanted.candidates->upper_bound(after);
         id != wanted.candidates->end() && ids.size() < count; ++id)
      ids.push_back(*id);
    return ids;
  }
  Statement statement("SELECT plugin_id FROM listing WHERE plugin_id > ");
  statement.value(after);
  if (!query.category.empty()) statement.add(" AND category = ").value(query.category);
  statement.add(" ORDER BY plugin_id LIMIT " + std::to_string(count));
  return ids_of(statement.text(), statement.values());
}

Result<std::vector<std::string>> WordStore::search(const CatalogueQuery& query) {
  const Wanted wanted = TRY(this->wanted(query));
  const auto limit = static_cast<std::size_t>(query.limit);
  Ids found;
  std::string after = query.after;
  for (std::size_t step = kFirstStep; found.size() < limit; step = std::min(2 * step, kStepMax)) {
    Ids ids = TRY(next_step(wanted, query, after, step));
    if (ids.empty()) break;
    after = ids.back();
    if (wanted.candidates && !query.category.empty())
      ids = TRY(those_with(std::move(ids), "", query.category));
    for (const std::string& word : wanted.common)
      if (!ids.empty()) ids = TRY(those_with(std::move(ids), word, ""));
    found.insert(found.end(), ids.begin(), ids.end());
  }
  if (found.size() > limit) found.resize(limit);
  return found;
}

}  // namespace kontor::marketplace

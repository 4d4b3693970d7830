#include "marketplace/store/word_store.hpp"

#include <algorithm>

#include "marketplace/core/case_folding.hpp"
#include "marketplace/core/search_words.hpp"

namespace kontor::marketplace {
namespace {

// A word that so many listings have helps less than going through the listings in order.
constexpr std::int64_t kCommonWord = 5000;

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

Result<std::int64_t> WordStore::count(const std::string& word) {
  Statement statement("SELECT count(*) FROM (SELECT 1 FROM listing_word WHERE ");
  statement.begins_with("word", word).add(" LIMIT " + std::to_string(kCommonWord) + ") AS found");
  const auto row = TRY(session_.query_row(statement.text(), statement.values()));
  return row->integer(0);
}

Result<std::vector<std::string>> WordStore::search(const CatalogueQuery& query) {
  std::vector<std::pair<std::int64_t, std::string>> words;  // The rarest first.
  for (const std::string& word : search_words(fold_case(query.text), kQueryWordsMax)) {
    const std::int64_t found = TRY(count(word));
    if (found == 0) return std::vector<std::string>();
    words.emplace_back(found, word);
  }
  std::ranges::sort(words);
  Statement statement("SELECT plugin_id FROM listing WHERE plugin_id > ");
  statement.value(query.after);
  if (!query.category.empty()) statement.add(" AND category = ").value(query.category);
  for (const auto& [found, word] : words) {
    if (found < kCommonWord && word == words.front().second)
      statement.add(" AND plugin_id IN (SELECT plugin_id FROM listing_word WHERE ")
          .begins_with("word", word);
    else
      statement
          .add(
              " AND EXISTS (SELECT 1 FROM listing_word AS other WHERE other.plugin_id = "
              "listing.plugin_id AND ")
          .begins_with("other.word", word);
    statement.add(")");
  }
  statement.add(" ORDER BY plugin_id LIMIT " + std::to_string(query.limit));
  std::vector<std::string> ids;
  for (const db::Row& row : TRY(session_.query(statement.text(), statement.values())))
    ids.push_back(row.text(0));
  return ids;
}

}  // namespace kontor::marketplace

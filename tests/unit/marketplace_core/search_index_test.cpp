#include "marketplace/core/search_index.hpp"

#include <gtest/gtest.h>

#include <random>

#include "marketplace/core/search_words.hpp"

namespace kontor::marketplace {
namespace {

using Found = std::vector<std::string>;

TEST(SearchIndex, FindsWhatAWalkOverAllListingsFinds) {
  std::mt19937 random(7);
  const auto pick = [&random](int below) { return static_cast<int>(random() % below); };
  const char* words[] = {"bell", "belt", "call", "caller", "calls", "note", "notes", "x"};
  SearchIndex index;
  std::map<std::string, SearchText> all;
  for (int step = 0; step < 2000; ++step) {
    const std::string id = "v.p" + std::to_string(pick(60));
    if (pick(4) == 0) {
      index.remove(id);
      all.erase(id);
    } else {
      const std::string text = std::string(words[pick(8)]) + " " + words[pick(8)];
      const std::string category = pick(2) == 0 ? "sales" : "service";
      index.put(id, category, text);
      all[id] = {id, category, text};
    }
    CatalogueQuery query{.text = "", .category = "", .after = "", .limit = 1 + pick(5)};
    if (pick(3) != 0) query.text = std::string(words[pick(8)]).substr(0, 3) + " " + words[pick(8)];
    if (pick(2) == 0) query.category = "sales";
    if (pick(2) == 0) query.after = "v.p" + std::to_string(pick(60));

    Found expected;
    for (const auto& [other, listing] : all) {
      bool fits = other > query.after &&
                  (query.category.empty() || listing.category == query.category) &&
                  expected.size() < static_cast<std::size_t>(query.limit);
      for (const std::string& word : search_words(query.text, 8)) {
        const auto its = search_words(listing.text, 8);
        const auto begun = its.lower_bound(word);
        fits = fits && begun != its.end() && begun->starts_with(word);
      }
      if (fits) expected.push_back(other);
    }
    ASSERT_EQ(index.search(query), expected) << query.text << " after " << query.after;
  }
}

TEST(SearchIndex, FindsNothingForPunctuationAndAllForNoText) {
  SearchIndex index;
  index.put("a.b", "sales", "a b");

  EXPECT_EQ(index.search({.text = "%", .category = "", .after = ""}), Found{});
  EXPECT_EQ(index.search({.text = "", .category = "", .after = ""}), Found{"a.b"});
}

}  // namespace
}  // namespace kontor::marketplace

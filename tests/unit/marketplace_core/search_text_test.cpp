#include <gtest/gtest.h>

#include "marketplace/core/case_folding.hpp"
#include "marketplace/core/listing.hpp"
#include "marketplace/core/search_words.hpp"

namespace kontor::marketplace {
namespace {

TEST(CaseFoldingTest, LowersEveryScriptAndLeavesOtherBytesAlone) {
  EXPECT_EQ(fold_case("SMS Ångström ТЕЛЕФОН"), "sms ångström телефон");
  EXPECT_EQ(fold_case("a\xff\xc3"), "a\xff\xc3");
}

TEST(SearchTextTest, HoldsIdAndEveryTranslation) {
  const Json manifest{{"name", {{"en", "Calls"}, {"ru", "Звонки"}}},
                      {"summary", {{"en", "Rings"}}}};

  EXPECT_EQ(search_text_of("acme.calls", manifest), "acme.calls\ncalls\nзвонки\nrings");
}

TEST(SearchWordsTest, AreWhatStandsBetweenSpacesAndPunctuation) {
  EXPECT_EQ(search_words("acme.notes\nnotes, with 100% заметки-2", 20),
            (std::set<std::string>{"acme", "notes", "with", "100", "заметки", "2"}));
  EXPECT_TRUE(search_words(" .,%!\n", 20).empty());
}

TEST(SearchWordsTest, AreCutAtACharacterAndCounted) {
  const auto cut = search_words("x" + std::string(40, '\0') + std::string(200, 'y'), 20);
  for (const std::string& word : cut) EXPECT_LE(word.size(), kSearchWordBytesMax);
  std::string umlauts = "a";
  for (int count = 0; count < 100; ++count) umlauts += "ä";
  EXPECT_EQ(search_words(umlauts, 20).begin()->size(), kSearchWordBytesMax - 1);
  EXPECT_EQ(search_words("a b c d e", 3).size(), 3U);
}

}  // namespace
}  // namespace kontor::marketplace

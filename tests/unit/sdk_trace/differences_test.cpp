#include "sdk/trace/differences.hpp"

#include <gtest/gtest.h>

namespace kontor::trace {
namespace {

TEST(CompareTexts, NamesEachPlaceWithBothValues) {
  const auto found = compare_texts(R"({"a":{"b":1},"gone":true})", R"({"a":{"b":2},"new":[]})");

  ASSERT_EQ(found.size(), 3U);
  EXPECT_EQ(found[0].pointer, "/a/b");
  EXPECT_EQ(found[0].recorded, 1);
  EXPECT_EQ(found[0].now, 2);
  EXPECT_EQ(found[1].pointer, "/gone");
  EXPECT_TRUE(found[1].now.is_discarded());
  EXPECT_EQ(found[2].pointer, "/new");
  EXPECT_TRUE(found[2].recorded.is_discarded());
}

TEST(CompareTexts, TheOrderOfMembersIsNoDifference) {
  EXPECT_TRUE(compare_texts(R"({"a":1,"b":2})", R"({ "b": 2, "a": 1.0 })").empty());
}

TEST(CompareTexts, TextThatIsNotJsonIsComparedAsAWhole) {
  const auto found = compare_texts("{}", "oops");

  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].pointer, "");
  EXPECT_EQ(found[0].now, "oops");
}

TEST(CompareTexts, ReportsABoundedNumberOfPlaces) {
  Json before = Json::object();
  Json after = Json::object();
  for (int index = 0; index < 1000; ++index) {
    before[std::to_string(index)] = 1;
    after[std::to_string(index)] = 2;
  }

  EXPECT_EQ(compare_texts(to_text(before), to_text(after)).size(), 50U);
}

}  // namespace
}  // namespace kontor::trace

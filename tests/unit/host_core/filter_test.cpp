#include "host/core/filter.hpp"

#include <gtest/gtest.h>

#include "host/core/definitions.hpp"

namespace kontor::host {

namespace {

class FilterTest : public ::testing::Test {
 protected:
  Result<Filter> parse(const char* json) {
    return parse_filter(Json::parse(json), deal_, context_);
  }
  bool refused(const Json& json) { return !parse_filter(json, deal_, context_); }

  const Entity deal_ = *Definitions::builtin().value()->now()->find("deal");
  FilterContext context_{"01900000-0000-7000-8000-000000000001", 1'790'000'000'000};
};

TEST_F(FilterTest, NestsAllAnyAndNot) {
  const auto filter = parse(R"({"any":[{"field":"stage","op":"eq","value":"won"},
      {"all":[{"field":"amount","op":"gt","value":100},
              {"not":{"field":"title","op":"contains","value":"x"}}]}]})");

  ASSERT_TRUE(filter);
  EXPECT_EQ(filter->kind, Filter::Kind::any);
  int conditions = 0;
  filter->for_each([&](const Condition&) { ++conditions; });
  EXPECT_EQ(conditions, 3);
}

TEST_F(FilterTest, KnowsWhoAsksAndWhen) {
  const auto filter = parse(R"([{"field":"owner","op":"eq","value":"@me"},
      {"field":"expected_close","op":"between","value":["@today","@today+30d"]},
      {"field":"created_at","op":"ge","value":"@now-2h"}])");

  ASSERT_TRUE(filter);
  EXPECT_EQ(filter->parts[0].condition.value, context_.user_id);
  EXPECT_EQ(filter->parts[1].condition.value, Json({"2026-09-21", "2026-10-21"}));
  EXPECT_EQ(filter->parts[2].condition.value, "2026-09-21T12:13:20.000Z");
  EXPECT_TRUE(refused({{"field", "created_at"}, {"op", "ge"}, {"value", "@now-2w"}}));
  EXPECT_TRUE(refused({{"field", "created_at"}, {"op", "ge"}, {"value", "@now-9999999999h"}}));
}

TEST_F(FilterTest, OtherRecordsAreAskedAboutOnlyWhereTheyCanBeAndNeverTwiceDeep) {
  const Json who = {{"entity", "order"}, {"field", "deal"}, {"filter", Json::array()}};
  const auto among = [](const char* field, const Json& value) {
    return Json{{"field", field}, {"op", "among"}, {"value", value}};
  };
  EXPECT_TRUE(refused(among("id", who))) << "nobody says how other records are read";

  const auto catalogue = Definitions::builtin().value()->now();
  context_.others = [&](const std::string& entity, const std::string& field,
                        const Json& filter) -> Result<OtherRecords> {
    const Entity* const others = TRY(catalogue->require(entity));
    Filter parsed = TRY(parse_filter(filter, *others));
    return OtherRecords{*others, field, std::move(parsed), filter};
  };

  ASSERT_FALSE(refused(among("id", who)));
  EXPECT_EQ(filter_json(parse_filter(among("id", who), deal_, context_).value()).at("value"), who);
  EXPECT_FALSE(refused(among("person", {{"entity", "person"}, {"field", "id"}})));
  EXPECT_TRUE(refused(among("title", who))) << "a title names no record";
  EXPECT_TRUE(refused(among("id", {{"entity", "order"}, {"field", "number"}})));
  EXPECT_TRUE(refused(among("id", {{"entity", "nothing"}, {"field", "id"}})));
  EXPECT_TRUE(refused(among("id", "order")));
  Json more = who;
  more["sort"] = "id";
  EXPECT_TRUE(refused(among("id", more))) << "an unknown member";
  const Json nested = {
      {"entity", "order"}, {"field", "deal"}, {"filter", Json::array({among("id", who)})}};
  EXPECT_TRUE(refused(among("id", nested)));
  EXPECT_TRUE(refused(Json(5, among("id", who)))) << "five of them";
}

TEST_F(FilterTest, ADateWhereATimeIsWantedIsMidnightOfTheCompanysZone) {
  context_.time_zone = "Europe/Stockholm";
  const auto filter = parse(R"([{"field":"created_at","op":"ge","value":"2026-03-29"},
      {"field":"closed_at","op":"between","value":["2026-03-30","2026-12-01"]},
      {"field":"expected_close","op":"eq","value":"2026-03-29"}])");

  ASSERT_TRUE(filter);
  EXPECT_EQ(filter->parts[0].condition.value, "2026-03-28T23:00:00.000Z");
  EXPECT_EQ(filter->parts[1].condition.value,
            Json({"2026-03-29T22:00:00.000Z", "2026-11-30T23:00:00.000Z"}));
  EXPECT_EQ(filter->parts[2].condition.value, "2026-03-29");
  EXPECT_TRUE(refused({{"field", "created_at"}, {"op", "ge"}, {"value", "2026-02-30"}}));
}

TEST_F(FilterTest, TheCurrencyOfAnAmountIsAWordOfItsOwn) {
  const auto filter = parse(R"([{"field":"amount:currency","op":"in","value":["EUR","SEK"]},
      {"field":"amount","op":"gt","value":100}])");

  ASSERT_TRUE(filter);
  EXPECT_EQ(filter->parts[0].condition.field, "amount") << "whose right is asked for";
  EXPECT_EQ(filter->parts[0].condition.of, Condition::Of::currency);
  EXPECT_EQ(filter->parts[1].condition.of, Condition::Of::value);
  EXPECT_EQ(filter_json(filter->parts[0]),
            (Json{{"field", "amount:currency"}, {"op", "in"}, {"value", {"EUR", "SEK"}}}));
  EXPECT_TRUE(parse(R"({"field":"amount:currency","op":"is_null"})"));
  for (const char* field : {"title:currency", "amount:", "amount:amount", "amount:currency:x",
                            ":currency", "amount_currency", "amount:currency\" IS NULL --"})
    EXPECT_TRUE(refused({{"field", field}, {"op", "eq"}, {"value", "EUR"}})) << field;
  for (const Json& value : {Json("eur"), Json("EURO"), Json(""), Json(1), Json("' O"), Json()})
    EXPECT_TRUE(refused({{"field", "amount:currency"}, {"op", "eq"}, {"value", value}})) << value;
  for (const char* op : {"lt", "between", "prefix", "contains", "has"})
    EXPECT_TRUE(refused({{"field", "amount:currency"}, {"op", op}, {"value", "EUR"}})) << op;
}

TEST_F(FilterTest, DeepNestingAndHugeListsAreRefused) {
  Json deep{{"field", "title"}, {"op", "eq"}, {"value", "x"}};
  for (int i = 0; i < kFilterDepthMax + 1; ++i) deep = Json{{"not", deep}};
  Json many = Json::array();
  for (std::size_t i = 0; i <= kConditionsMax; ++i)
    many.push_back({{"field", "title"}, {"op", "eq"}, {"value", "x"}});
  Json values = Json::array();
  for (std::size_t i = 0; i <= kInValuesMax; ++i) values.push_back("x");
  Json lists = Json::array();
  const Json some(std::vector<std::string>(kInValuesMax, "x"));
  for (int i = 0; i < 5; ++i) lists.push_back({{"field", "title"}, {"op", "in"}, {"value", some}});

  EXPECT_TRUE(refused(deep));
  EXPECT_TRUE(refused(many));
  EXPECT_TRUE(refused({{"field", "title"}, {"op", "in"}, {"value", values}}));
  EXPECT_TRUE(refused(lists));
}

TEST_F(FilterTest, WhatItDoesNotKnowIsRefusedAndNeverPassedOver) {
  EXPECT_TRUE(refused(Json::parse(R"({"field":"title","op":"eq","value":"x","or":[]})")));
  EXPECT_TRUE(refused(Json::parse(R"({"all":[],"any":[]})")));
  EXPECT_TRUE(refused(Json::parse(R"({"field":"title; DROP TABLE","op":"eq","value":"x"})")));
  EXPECT_TRUE(refused(Json::parse(R"({"field":"title","op":"eq) OR 1=1","value":"x"})")));
  EXPECT_TRUE(refused(Json::parse(R"({"field":"amount","op":"has","value":"x"})")));
  EXPECT_TRUE(refused(Json::parse(R"({"field":"amount","op":"between","value":[1]})")));
  EXPECT_TRUE(refused(Json::parse(R"("title")")));
}

}  // namespace

}  // namespace kontor::host

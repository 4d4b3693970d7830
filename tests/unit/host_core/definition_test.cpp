#include <gtest/gtest.h>

#include "host/core/aggregate.hpp"
#include "host/core/entity.hpp"

namespace kontor::host {

namespace {

TEST(DefinitionTest, EveryLabelStandsInFourLanguages) {
  const auto definitions = Definitions::builtin();
  ASSERT_TRUE(definitions);

  const auto catalogue = (*definitions)->now();
  for (const auto& [name, entity] : catalogue->entities()) {
    EXPECT_EQ(entity.labels.size(), 4U) << name;
    for (const Field& field : entity.fields) {
      EXPECT_EQ(field.labels.size(), 4U) << name << "." << field.name;
      for (const Choice& choice : field.choices) {
        EXPECT_EQ(choice.labels.size(), 4U) << name << "." << field.name << "." << choice.value;
      }
    }
  }
}

TEST(DefinitionTest, APluginsFieldComesAndGoes) {
  auto definitions = Definitions::builtin().value();
  Field field;
  field.name = "consent_state";
  field.type = FieldType::choice;

  ASSERT_TRUE(definitions->contribute("kontor.consent", "person", field));
  EXPECT_NE(definitions->now()->find("person")->find("consent_state"), nullptr);
  EXPECT_FALSE(definitions->contribute("other.plugin", "person", field));
  field.name = "email";
  EXPECT_FALSE(definitions->contribute("kontor.consent", "person", field));

  definitions->withdraw("kontor.consent");

  EXPECT_EQ(definitions->now()->find("person")->find("consent_state"), nullptr);
  EXPECT_NE(definitions->now()->find("person")->find("email"), nullptr);
}

TEST(DefinitionTest, FiltersAndMeasuresAreCheckedAgainstTheDefinition) {
  const auto definitions = Definitions::builtin();
  const auto catalogue = (*definitions)->now();
  const Entity& deal = *catalogue->find("deal");

  EXPECT_TRUE(parse_filter({{{"field", "stage"}, {"op", "eq"}, {"value", "won"}}}, deal));
  EXPECT_TRUE(
      parse_filter({{{"field", "closed_at"}, {"op", "ge"}, {"value", "2026-01-01"}}}, deal));
  EXPECT_FALSE(parse_filter({{{"field", "nothing"}, {"op", "eq"}, {"value", "x"}}}, deal));
  EXPECT_FALSE(parse_filter({{{"field", "stage"}, {"op", "like"}, {"value", "x"}}}, deal));
  EXPECT_FALSE(parse_filter({{{"field", "amount"}, {"op", "prefix"}, {"value", "x"}}}, deal));
  EXPECT_FALSE(parse_filter({{{"field", "stage"}, {"op", "eq"}, {"value", 1}}}, deal));
  EXPECT_FALSE(parse_filter({{{"field", "stage"}, {"op", "in"}, {"value", "won"}}}, deal));
  EXPECT_FALSE(parse_filter(Json::object(), deal));
  EXPECT_FALSE(parse_aggregate({{"measures", {{{"function", "sum"}, {"field", "title"}}}}}, deal));
  EXPECT_FALSE(parse_aggregate({{"measures", Json::array()}}, deal));
  EXPECT_TRUE(parse_aggregate({{"measures", {{{"function", "sum"}, {"field", "amount"}}}},
                               {"group_by", {"closed_at:month", "amount:currency"}}},
                              deal));
}

}  // namespace

}  // namespace kontor::host

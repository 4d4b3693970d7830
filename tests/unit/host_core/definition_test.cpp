#include <gtest/gtest.h>

#include "base/core/json_schema.hpp"
#include "host/core/aggregate.hpp"
#include "host/core/definitions.hpp"

namespace kontor::host {

std::vector<std::string_view> embedded_entities();

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

TEST(DefinitionTest, EveryBuiltInOneFitsItsJsonSchema) {
  const auto schema = JsonSchema::parse(entity_schema());
  ASSERT_TRUE(schema);
  for (const std::string_view text : embedded_entities()) {
    const Status fits = schema->validate(Json::parse(text));
    EXPECT_TRUE(fits) << fits.error().message << "\n" << text.substr(0, 60);
  }
}

TEST(DefinitionTest, TheSchemaOfARecordTakesWhatTheEngineTakes) {
  const auto definitions = Definitions::builtin();
  const auto catalogue = (*definitions)->now();
  const auto schema = JsonSchema::parse(record_schema(*catalogue->find("deal")));

  ASSERT_TRUE(schema);
  EXPECT_TRUE(schema->validate({{"title", "D"}, {"stage", "won"}, {"probability", 12.5}}));
  EXPECT_FALSE(schema->validate({{"stage", "won"}}));
  EXPECT_FALSE(schema->validate({{"title", "D"}, {"stage", "nowhere"}}));
  EXPECT_FALSE(schema->validate({{"title", "D"}, {"nothing", 1}}));
}

TEST(DefinitionTest, R03StaticPersonalDataIsOffUntilAPurposeAndARetentionAreGiven) {
  auto definitions = Definitions::builtin().value();
  for (const char* field : {"birth_date", "gender", "income", "education", "family_status"}) {
    EXPECT_EQ(definitions->now()->find("person")->find(field), nullptr) << field;
    EXPECT_NE(definitions->now()->find("person")->find_switched_off(field), nullptr) << field;
  }
  CompanyDefinitions company;
  company.adjustments.push_back({"person", "income", {{"purpose", "credit"}}});
  EXPECT_FALSE(definitions->configure(company));
  company.adjustments.back().change["retention_days"] = 365;

  ASSERT_TRUE(definitions->configure(company));

  const Field* const income = definitions->now()->find("person")->find("income");
  ASSERT_NE(income, nullptr);
  EXPECT_EQ(income->purpose, "credit");
  EXPECT_EQ(income->retention_days, 365);
}

TEST(DefinitionTest, ACompanysFieldsBeginWithXAndKeepTheRules) {
  auto definitions = Definitions::builtin().value();
  const auto refused = [&](const Json& field) {
    CompanyDefinitions company;
    company.fields.push_back({"person", Field::parse(field).value()});
    return !definitions->configure(company);
  };

  EXPECT_TRUE(refused({{"name", "colour"}, {"type", "text"}}));
  EXPECT_TRUE(refused({{"name", "x_total_amount"}, {"type", "number"}}));
  EXPECT_TRUE(refused({{"name", "x_kind"}, {"type", "choice"}}));
  EXPECT_TRUE(refused({{"name", "x_text"}, {"type", "long_text"}, {"unique", true}}));
  EXPECT_TRUE(refused({{"name", "x_to"}, {"type", "reference"}, {"entity", "unicorn"}}));
  EXPECT_TRUE(refused({{"name", "x_secret"}, {"type", "text"}, {"personal_data", "special"}}));
  EXPECT_FALSE(refused({{"name", "x_colour"}, {"type", "text"}}));
}

TEST(DefinitionTest, APluginsFieldComesAndGoes) {
  auto definitions = Definitions::builtin().value();
  Field field;
  field.name = "consent_state";
  field.type = FieldType::choice;

  const auto contribute = [&](const std::string& plugin) {
    return definitions->contribute(plugin, {.entities = {}, .fields = {{"person", field}}});
  };
  ASSERT_TRUE(contribute("kontor.consent"));
  EXPECT_NE(definitions->now()->find("person")->find("consent_state"), nullptr);
  EXPECT_FALSE(contribute("other.plugin"));
  field.name = "email";
  EXPECT_FALSE(contribute("kontor.consent"));

  definitions->withdraw("kontor.consent");

  EXPECT_EQ(definitions->now()->find("person")->find("consent_state"), nullptr);
  EXPECT_NE(definitions->now()->find("person")->find("email"), nullptr);
}

TEST(DefinitionTest, APluginsEntityIsOneLikeAnyOtherAndMayBeHidden) {
  auto definitions = Definitions::builtin().value();
  const auto visit = [](const char* field, const char* type) {
    return Entity::parse({{"entity", "p_acme_visit"},
                          {"labels", {{"en", "Visit"}}},
                          {"title", "place"},
                          {"fields",
                           {{{"name", "place"}, {"type", "text"}, {"labels", Json::object()}},
                            {{"name", field},
                             {"type", type},
                             {"labels", Json::object()},
                             {"entity", "person"}}}}})
        .value();
  };
  const auto has = [&](const char* field) {
    return definitions->now()->find("p_acme_visit")->find(field) != nullptr;
  };

  ASSERT_TRUE(definitions->contribute("acme.visits", {{visit("who", "reference")}, {}}));
  EXPECT_EQ(definitions->now()->find("p_acme_visit")->plugin, "acme.visits");
  EXPECT_FALSE(definitions->contribute("other.plugin", {{visit("who", "reference")}, {}}));
  EXPECT_FALSE(definitions->contribute("acme.visits", {{visit("id", "text")}, {}}));
  EXPECT_FALSE(definitions->contribute("acme.visits", {{visit("x_own", "text")}, {}}));
  ASSERT_TRUE(definitions->contribute("acme.visits", {{visit("mobile", "phone")}, {}}));
  EXPECT_TRUE(has("who")) << "a version in hand-over still writes it";
  EXPECT_TRUE(has("mobile_entered"));
  ASSERT_TRUE(definitions->replace("acme.visits", {{visit("mobile", "phone")}, {}}));
  EXPECT_FALSE(has("who"));

  Entity hidden = visit("who", "reference");
  hidden.hidden = true;
  ASSERT_TRUE(definitions->replace("acme.visits", {{hidden}, {}}));
  EXPECT_EQ(definitions->now()->find("p_acme_visit"), nullptr);
  EXPECT_TRUE(definitions->now()->hidden().contains("p_acme_visit"));
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
  EXPECT_TRUE(
      parse_aggregate({{"measures", {{{"function", "count"}}}},
                       {"group_by", {"created_at:month", "closed_at:months_after:created_at"}}},
                      deal));
  EXPECT_FALSE(parse_aggregate(
      {{"measures", {{{"function", "count"}}}}, {"group_by", {"closed_at:months_after:title"}}},
      deal));
  EXPECT_FALSE(parse_aggregate({{"measures", {{{"function", "sum"}, {"field", "title"}}}}}, deal));
  EXPECT_FALSE(parse_aggregate({{"measures", Json::array()}}, deal));
  EXPECT_TRUE(parse_aggregate({{"measures", {{{"function", "sum"}, {"field", "amount"}}}},
                               {"group_by", {"closed_at:month", "amount:currency"}}},
                              deal));
}

}  // namespace

}  // namespace kontor::host

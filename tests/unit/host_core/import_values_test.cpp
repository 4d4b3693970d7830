#include "host/core/import_values.hpp"

#include <gtest/gtest.h>

#include "host/core/definitions.hpp"

#include "host/core/import_mapping.hpp"

namespace kontor::host {

namespace {

TEST(ImportValuesTest, ReadsAmountsAsPeopleWriteThem) {
  EXPECT_EQ(*parse_amount("12500"), 1'250'000);
  EXPECT_EQ(*parse_amount("12500.00"), 1'250'000);
  EXPECT_EQ(*parse_amount("12 500,00"), 1'250'000);
  EXPECT_EQ(*parse_amount("12\u00a0500,50"), 1'250'050);
  EXPECT_EQ(*parse_amount("12,500.25"), 1'250'025);
  EXPECT_EQ(*parse_amount("12.500,25"), 1'250'025);
  EXPECT_EQ(*parse_amount("-3,5"), -350);
  for (const char* text : {"", "abc", "1.2.3", "--1", "1e9"})
    EXPECT_FALSE(parse_amount(text)) << text;
}

TEST(ImportValuesTest, UnderstandsChoicesByLabelInAnyLanguage) {
  const auto definitions = Definitions::builtin();
  ASSERT_TRUE(definitions);
  const auto catalogue = (*definitions)->now();
  const Field& stage = *catalogue->find("deal")->find("stage");

  EXPECT_EQ(*value_of_cell(stage, "Vunnen", "EUR"), "won");
  EXPECT_EQ(*value_of_cell(stage, "\u041f\u0440\u043e\u0438\u0433\u0440\u0430\u043d\u0430", "EUR"),
            "lost");
  EXPECT_FALSE(value_of_cell(stage, "maybe", "EUR"));
}

TEST(ImportMappingTest, SuggestsFieldsInFourLanguages) {
  const auto definitions = Definitions::builtin();
  ASSERT_TRUE(definitions);
  const auto catalogue = (*definitions)->now();
  const Entity& person = *catalogue->find("person");

  const auto russian =
      suggest_mapping(person, {"\u0418\u043c\u044f", "\u0424\u0430\u043c\u0438\u043b\u0438\u044f",
                               "\u0422\u0435\u043b\u0435\u0444\u043e\u043d",
                               "\u042d\u043b. \u043f\u043e\u0447\u0442\u0430",
                               "\u041a\u043e\u043c\u043f\u0430\u043d\u0438\u044f"});
  const auto danish =
      suggest_mapping(person, {"Fornavn", "Efternavn", "Telefon", "Firma", "F\u00f8dt", "Kilde"});
  const auto deal = suggest_mapping(*catalogue->find("deal"), {"Title", "Company", "Contact e-mail",
                                                               "Amount", "Currency", "Created"});

  EXPECT_EQ(russian.size(), 5U);
  // A birth date is not in use before a purpose is given for it.
  EXPECT_EQ(danish.size(), 5U);
  EXPECT_FALSE(danish.contains("F\u00f8dt"));
  EXPECT_EQ(deal.at("Contact e-mail"), "person");
  EXPECT_EQ(deal.at("Created"), "created_at");
  EXPECT_EQ(deal.at("Currency"), "currency");
}

TEST(ImportMappingTest, RefusesUnknownReadOnlyAndDoubledFields) {
  const auto definitions = Definitions::builtin();
  ASSERT_TRUE(definitions);
  const auto catalogue = (*definitions)->now();
  const Entity& person = *catalogue->find("person");

  EXPECT_FALSE(parse_mapping({{"A", "nothing"}}, person));
  EXPECT_FALSE(parse_mapping({{"A", "phone_flag"}}, person));
  EXPECT_FALSE(parse_mapping({{"A", "email"}, {"B", "email"}}, person));
  EXPECT_FALSE(parse_mapping(Json::object(), person));
  EXPECT_TRUE(parse_mapping({{"A", "email"}, {"B", nullptr}}, person));
}

}  // namespace

}  // namespace kontor::host

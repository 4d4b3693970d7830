#include <array>
#include <cstdlib>
#include <fstream>
#include <string>

#include "tests/integration/plugins/consent_fixture.hpp"

namespace kontor::testing {
namespace {

// How long proofs are kept, and in which words things are named.
class ConsentKeepingTest : public ConsentPluginTest {
 protected:
  void daily() {
    ASSERT_TRUE(plugin().call<op::JobRun>({.job = "consent.daily", .payload = Json::object()}));
  }
  void given(const std::string& purpose, const std::string& on) {
    const auto done = act("consent.record", "person", person,
                          {{"purpose", purpose}, {"proof", "a signed form"}, {"given_on", on}});
    ASSERT_TRUE(done) << done.error().message;
  }
  Json grant(const std::string& purpose) { return host.storage("grant/" + person + "/" + purpose); }
  Json first_event(const std::string& purpose) {
    return host.storage("event/" + person + "/" + purpose + "/00000001");
  }
};

TEST_F(ConsentKeepingTest, WhatEndedLongAgoIsKeptWithoutItsProofAndANoIsRemembered) {
  load({{"keep_days", 365}, {"keep_days_of", {{"events", "36500"}}}});
  for (const char* purpose : {"support", "events", "marketing"}) given(purpose, "2022-01-02");
  for (const char* purpose : {"support", "events"})
    ASSERT_TRUE(act("consent.withdraw", "person", person, {{"purpose", purpose}}));
  // As it would be a few years later: what is stored says when it ended.
  for (const char* purpose : {"support", "events"}) {
    Json ended = grant(purpose);
    ended["changed_at"] = "2023-01-02T12:00:00.000Z";
    ASSERT_TRUE(host.call(
        "storage.put/1",
        {{"key", "grant/" + person + "/" + purpose}, {"value", ended}, {"person", person}}));
  }
  load({{"keep_days", 365}, {"keep_days_of", {{"events", "36500"}}}});

  daily();
  daily();

  EXPECT_TRUE(first_event("support").is_null());
  EXPECT_EQ(grant("support")["proof"], Json::object());
  EXPECT_FALSE(grant("support")["dropped_at"].get<std::string>().empty());
  EXPECT_FALSE(allowed("support")) << "the no outlives its proof";
  EXPECT_EQ(first_event("events")["proof"]["evidence"], "a signed form") << "a time of its own";
  EXPECT_EQ(first_event("marketing")["proof"]["evidence"], "a signed form") << "it holds";
  load({{"keep_days", 365}});
  EXPECT_FALSE(allowed("support"));
  given("support", "2026-01-02");
  EXPECT_TRUE(allowed("support"));
  EXPECT_EQ(grant("support")["dropped_at"], "");
}

TEST_F(ConsentKeepingTest, WhatExpiredLongAgoIsForgotten) {
  load({{"expires_after_days", 30}, {"keep_days", 365}});
  given("marketing", "2022-01-02");
  daily();
  Json ended = grant("marketing");
  ended["changed_at"] = "2023-01-02T12:00:00.000Z";
  ASSERT_TRUE(
      host.call("storage.put/1",
                {{"key", "grant/" + person + "/marketing"}, {"value", ended}, {"person", person}}));
  load({{"expires_after_days", 30}, {"keep_days", 365}});

  daily();

  EXPECT_TRUE(grant("marketing").is_null());
  EXPECT_TRUE(first_event("marketing").is_null());
  EXPECT_FALSE(allowed());
}

TEST_F(ConsentKeepingTest, ZeroDaysKeepAsLongAsTheRecord) {
  load({{"keep_days", 0}});
  given("marketing", "2022-01-02");
  ASSERT_TRUE(act("consent.withdraw", "person", person, Json::object()));
  Json ended = grant("marketing");
  ended["changed_at"] = "2010-01-02T12:00:00.000Z";
  ASSERT_TRUE(
      host.call("storage.put/1",
                {{"key", "grant/" + person + "/marketing"}, {"value", ended}, {"person", person}}));
  load({{"keep_days", 0}});

  daily();

  EXPECT_EQ(first_event("marketing")["proof"]["evidence"], "a signed form");
}

TEST_F(ConsentKeepingTest, AClosedRequestGoesWithItsLettersAndAnOpenOneStays) {
  load({{"keep_days", 365}});
  const auto opened = act("consent.request", "person", person, {{"kind", "rectification"}});
  const auto other = act("consent.request", "person", person, {{"kind", "access"}});
  ASSERT_TRUE(opened && other);
  const auto key = [this](const Json& output) {
    return "request/" + person + "/" + output.at("id").get<std::string>();
  };
  ASSERT_TRUE(act("consent.request_step", "person", person,
                  {{"kind", "rectification"}, {"step", "answer"}}));
  daily();
  Json closed = host.storage(key(opened->output));
  ASSERT_TRUE(closed.is_object()) << "closed today";
  closed["closed_at"] = "2023-01-02T12:00:00.000Z";
  ASSERT_TRUE(host.call("storage.put/1",
                        {{"key", key(opened->output)}, {"value", closed}, {"person", person}}));

  daily();

  EXPECT_TRUE(host.storage(key(opened->output)).is_null());
  EXPECT_TRUE(host.storage(key(other->output)).is_object());
}

TEST_F(ConsentKeepingTest, PurposesHaveTheCompanysNamesInEachLanguage) {
  load({{"public_url", "http://crm.example"},
        {"names_en", {{"events", "Our events"}, {"marketing", "Nord's letter"}}},
        {"names_sv", {{"events", "Våra träffar"}}},
        {"names_da", {{"walks", "Vores ture"}}}});
  for (const char* purpose : {"events", "walks", "birthday_cards"}) given(purpose, "2026-01-02");
  const std::string link =
      ask("link", {{"person", person}, {"purpose", "events"}})["url"].get<std::string>();
  struct Words {
    const char *locale, *events, *marketing, *support, *walks, *cards, *intro, *button, *saved;
  };
  constexpr std::array<Words, 4> kWords = {{
      {"en", "Our events", "Nord's letter", "Help and support", "Vores ture", "Birthday cards",
       "Take away what you do not want. It holds at once, and costs you nothing.", "Save",
       "Saved. This is what holds now."},
      {"ru", "Our events", "Nord's letter", "Помощь и поддержка", "Vores ture", "Birthday cards",
       "Снимите отметку с того, чего не хотите. Это действует сразу и бесплатно.", "Сохранить",
       "Сохранено. Теперь действует это."},
      {"sv", "Våra träffar", "Nord's letter", "Hjälp och support", "Vores ture", "Birthday cards",
       "Ta bort det du inte vill. Det gäller genast och kostar ingenting.", "Spara",
       "Sparat. Detta gäller nu."},
      {"da", "Our events", "Nord's letter", "Hjælp og support", "Vores ture", "Birthday cards",
       "Fjern det, du ikke vil. Det gælder straks og koster ikke noget.", "Gem",
       "Gemt. Dette gælder nu."},
  }};

  for (const Words& words : kWords) {
    const auto page = visit(link, {}, words.locale);
    std::map<std::string, std::string> labels;
    for (const op::FormField& field : page.blocks.at(1).inputs) labels[field.name] = field.label;
    EXPECT_EQ(labels["events"], words.events);
    EXPECT_EQ(labels["marketing"], words.marketing) << words.locale;
    EXPECT_EQ(labels["support"], words.support) << "ours, as the company has no name for it";
    EXPECT_EQ(labels["walks"], words.walks) << "in any language rather than in none";
    EXPECT_EQ(labels["birthday_cards"], words.cards) << "named by nobody, and yet readable";
    EXPECT_EQ(page.blocks.at(0).text, words.intro);
    EXPECT_EQ(page.blocks.at(1).submit, words.button);
    const auto saved = visit(link,
                             {{"choices", "shown"},
                              {"events", "true"},
                              {"walks", "true"},
                              {"support", "true"},
                              {"birthday_cards", "true"}},
                             words.locale);
    EXPECT_EQ(saved.blocks.at(0).text, words.saved);
  }
}

TEST_F(ConsentKeepingTest, EveryChoiceOfAFormIsNamedInFourLanguages) {
  const char* plugins = std::getenv("KONTOR_PLUGINS");
  std::ifstream file(std::string(plugins ? plugins : ".") + "/consent/manifest.json");
  const Json manifest = Json::parse(file, nullptr, /*allow_exceptions=*/false);
  const Json& contributes = manifest.at("contributes");
  int choices = 0;
  const auto look = [&choices](const std::string& where, const Json& schema) {
    if (!schema.contains("enum")) return;
    ASSERT_TRUE(schema.contains("x-choices")) << where;
    for (const Json& value : schema.at("enum")) {
      const std::string name = value.get<std::string>();
      ASSERT_TRUE(schema.at("x-choices").contains(name)) << where << " " << name;
      for (const char* language : {"en", "ru", "sv", "da"})
        EXPECT_FALSE(schema.at("x-choices").at(name).value(language, "").empty())
            << where << " " << name << " " << language;
      ++choices;
    }
  };

  for (const Json& action : contributes.at("actions"))
    for (const auto& [name, property] : action.at("input").at("properties").items())
      look(action.at("name").get<std::string>() + "." + name, property);
  look("purposes",
       contributes.at("settings").at("properties").at("purposes").at("additionalProperties"));

  EXPECT_GT(choices, 30);
}

}  // namespace
}  // namespace kontor::testing

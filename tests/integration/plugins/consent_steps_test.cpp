#include <algorithm>
#include <array>
#include <cstdlib>
#include <fstream>
#include <set>
#include <string>
#include <vector>

#include "tests/integration/plugins/consent_fixture.hpp"

namespace kontor::testing {
namespace {

constexpr std::array kLanguages = {"en", "ru", "sv", "da"};

// What a person says, one step after the other, and what is kept of it.
class ConsentStepsTest : public ConsentPluginTest {
 protected:
  // The kinds of the events on record, the first first.
  std::vector<std::string> steps() {
    std::vector<std::string> kinds;
    const Json events = record().at("dct:hasPart");
    for (const Json& event : events) kinds.push_back(event.at("@type"));
    return kinds;
  }
  Json record() {
    const auto answered = act("consent.receipt", "person", person, {{"format", "record"}});
    EXPECT_TRUE(answered) << answered.error().message;
    return answered ? answered->output : Json{{"dct:hasPart", Json::array()}};
  }
  Json request(const std::string& kind, const std::string& language = "en") {
    const auto opened =
        act("consent.request", "person", person, {{"kind", kind}, {"language", language}});
    EXPECT_TRUE(opened) << opened.error().message;
    return opened ? opened->output : Json::object();
  }
  Result<op::ActionRunResponse> step(const Json& request, const std::string& what,
                                     const std::string& language = "en") {
    return act("consent.request_step", "person", person,
               {{"kind", request.at("kind")},
                {"step", what},
                {"reason", "the archive is in another town"},
                {"receipt", what == "answer" ? "2026-11-23T10:00:00Z" : ""},
                {"language", language}});
  }
};

TEST_F(ConsentStepsTest, WhichRequestIsMeantIsSaidOnlyWhereSeveralAreOpen) {
  const auto answer = [this] {
    return act("consent.request_step", "person", person,
               {{"step", "answer"}, {"receipt", "today's"}});
  };
  EXPECT_EQ(answer().error().message, "No request of this person is open.");
  const Json first = request("access");
  ASSERT_TRUE(answer());
  request("erasure");
  request("objection");
  EXPECT_NE(answer().error().message.find("Several requests are open"), std::string::npos);
  EXPECT_EQ(step(first, "refuse").error().message, "No request of this person is open.");
}

TEST_F(ConsentStepsTest, EachStateIsReachedByAnEventOfItsOwn) {
  host.allow(person, "consent");
  const auto done = [this](const char* action, const Json& input = Json::object()) {
    return static_cast<bool>(act(action, "person", person, input));
  };

  ASSERT_TRUE(done("consent.ask"));
  EXPECT_EQ(state(), "requested");
  ASSERT_TRUE(done("consent.refuse"));
  EXPECT_EQ(state(), "refused");
  EXPECT_FALSE(allowed());
  EXPECT_FALSE(done("consent.refuse")) << "nobody has asked again";
  ASSERT_TRUE(done("consent.ask"));
  record_consent();
  EXPECT_EQ(state(), "given");
  EXPECT_FALSE(done("consent.ask")) << "it is given";
  record_consent();
  EXPECT_EQ(state(), "renewed");
  ASSERT_TRUE(done("consent.withdraw"));
  EXPECT_EQ(state(), "withdrawn");

  EXPECT_EQ(steps(), (std::vector<std::string>{"dpv:ConsentRequested", "dpv:ConsentRefused",
                                               "dpv:ConsentRequested", "dpv:ConsentGiven",
                                               "dpv:RenewedConsentGiven", "dpv:ConsentWithdrawn"}));
}

TEST_F(ConsentStepsTest, AStateIsSpeltOnTheTimelineAsOnTheCardInEachLanguage) {
  const auto locale = [](const std::string& language) {
    const char* plugins = std::getenv("KONTOR_PLUGINS");
    std::ifstream file(std::string(plugins ? plugins : ".") + "/consent/locales/" + language +
                       ".json");
    return Json::parse(file, nullptr, /*allow_exceptions=*/false);
  };
  const auto on_the_card = [this](const std::string& language) {
    const auto shown = plugin().call<op::PanelData>({.panel = "consent.card",
                                                     .actor = {.id = "user-1", .name = "Anna"},
                                                     .record = *host.record("person", person),
                                                     .locale = language});
    EXPECT_TRUE(shown) << shown.error().message;
    const auto& table = shown->blocks.front();
    return table.rows.empty() ? std::string() : table.rows.front().at(1);
  };
  host.allow(person, "consent");

  for (const char* action :
       {"consent.ask", "consent.refuse", "consent.record", "consent.record", "consent.withdraw"}) {
    ASSERT_TRUE(act(action, "person", person, {{"proof", "on paper"}})) << action;
    const std::string badge = host.timeline().back().state;
    EXPECT_EQ(badge, state());
    for (const char* language : kLanguages)
      EXPECT_EQ(on_the_card(language), locale(language).value(badge, "")) << language;
  }
}

TEST_F(ConsentStepsTest, TheProofOfEachStepIsItsTextVersionChannelTimeAndActor) {
  ASSERT_TRUE(act("consent.record", "person", person,
                  {{"purpose", "marketing"},
                   {"proof", "read aloud and agreed to"},
                   {"text_version", "news/3"},
                   {"channel", "telephone"},
                   {"given_on", "2026-01-02"}}));
  const std::string link = record_consent()["withdrawal_link"];
  visit(link, {{"choices", "shown"}});

  const Json events = record().at("dct:hasPart");

  ASSERT_EQ(events.size(), 3U);
  EXPECT_EQ(events[0].at("dpv:hasNotice").at("dct:hasVersion"), "news/3");
  EXPECT_EQ(events[0].at("dct:medium"), "telephone");
  EXPECT_EQ(events[0].at("dct:date").at("@value"), "2026-01-02T12:00:00.000Z")
      << "when it was said";
  EXPECT_GT(events[0].at("dpv:isIndicatedAtTime").get<std::string>(), "2026-01-03")
      << "when it was written down";
  EXPECT_EQ(events[0].at("dct:creator"), "user-1");
  EXPECT_EQ(events[0].at("dct:provenance").at("evidence"), "read aloud and agreed to");
  EXPECT_EQ(events[2].at("dct:creator"), "data subject");
  EXPECT_EQ(events[2].at("dct:medium"), "preference page");
}

TEST_F(ConsentStepsTest, AConsentThatNamesNoPurposeIsToMarketing) {
  ASSERT_TRUE(act("consent.record", "person", person, {{"proof", "on paper"}}));

  EXPECT_TRUE(allowed("marketing"));
  EXPECT_EQ(record().at("dpv:hasProcess").at("dct:identifier"), "marketing");
}

TEST_F(ConsentStepsTest, ARequestExtendedInTimeHasTwoMonthsMoreOnceAndItsTaskFollows) {
  const Json opened = request("portability");

  const auto extended = step(opened, "extend");

  ASSERT_TRUE(extended) << extended.error().message;
  EXPECT_EQ(extended->output["state"], "extended");
  const std::string until = extended->output["answer_by"];
  EXPECT_GT(until, opened["answer_by"].get<std::string>());
  EXPECT_NE(extended->message.find("The reason: the archive is in another town"),
            std::string::npos);
  EXPECT_EQ(host.record("task", opened["task"])->fields["due_at"], until + "T12:00:00.000Z");
  EXPECT_FALSE(step(opened, "extend")) << "once";
  ASSERT_TRUE(step(opened, "answer"));
  EXPECT_EQ(host.record("task", opened["task"])->fields["state"], "done");
}

TEST_F(ConsentStepsTest, EveryKindOfRequestHasALetterOfEveryStepInFourLanguages) {
  std::set<std::string> letters;

  for (const char* kind :
       {"access", "rectification", "erasure", "restriction", "portability", "objection"}) {
    for (const char* language : kLanguages) {
      const Json answered = request(kind, language);
      letters.insert(answered["letter"]);
      letters.insert(step(answered, "extend", language)->message);
      if (std::string(kind) != "erasure")
        letters.insert(step(answered, "answer", language)->message);
      letters.insert(step(request(kind, language), "refuse", language)->message);
    }
  }

  EXPECT_EQ(letters.size(), (6U * 4U - 1U) * 4U) << "no two are the same; an erasure is its answer";
}

TEST_F(ConsentStepsTest, AnObjectionStopsWhatMayBeObjectedTo) {
  record_consent();
  ASSERT_TRUE(allowed() && allowed("support"));

  request("objection");

  EXPECT_FALSE(allowed());
  EXPECT_FALSE(allowed("support"));
  EXPECT_TRUE(allowed("contract")) << "what was agreed on is still to be done";
}

TEST_F(ConsentStepsTest, TheMailAndThePageOfADoubleOptInAreInFourLanguages) {
  host.allow(person, "consent");
  struct Words {
    const char *language, *subject, *question, *button, *thanks;
  };
  constexpr std::array<Words, 4> kWords = {{
      {"en", "Please confirm: Offers and news",
       "We may use your data for: Offers and news. You can take it back at any time.", "I agree",
       "Thank you. You agreed to: Offers and news."},
      {"ru", "Подтвердите, пожалуйста: Предложения и новости",
       "Мы сможем использовать ваши данные для: Предложения и новости. Согласие можно отозвать в "
       "любое время.",
       "Я согласен", "Спасибо. Вы согласились на: Предложения и новости."},
      {"sv", "Bekräfta: Erbjudanden och nyheter",
       "Vi får använda dina uppgifter till: Erbjudanden och nyheter. Du kan när som helst ta "
       "tillbaka det.",
       "Jag samtycker", "Tack. Du har samtyckt till: Erbjudanden och nyheter."},
      {"da", "Bekræft venligst: Tilbud og nyheder",
       "Vi må bruge dine oplysninger til: Tilbud og nyheder. Du kan altid trække det tilbage.",
       "Jeg samtykker", "Tak. Du har samtykket til: Tilbud og nyheder."},
  }};
  std::set<std::string> mails;

  for (const Words& words : kWords) {
    ASSERT_TRUE(act("consent.ask", "person", person, {{"language", words.language}}));
    EXPECT_EQ(host.mails().back().request.subject, words.subject);
    const std::string link = mailed_link();
    const std::string text = host.mails().back().request.text;
    EXPECT_GE(std::count(text.begin(), text.end(), '\n'), 4) << "paragraphs";
    mails.insert(text.substr(text.rfind("\n\n")));
    const auto asked = visit(link, {}, words.language);
    EXPECT_EQ(asked.blocks.at(0).text, words.question);
    EXPECT_EQ(asked.blocks.at(1).submit, words.button);
    EXPECT_EQ(visit(link, {{"agree", "yes"}}, words.language).blocks.at(0).text, words.thanks);
    ASSERT_TRUE(act("consent.withdraw", "person", person, Json::object()));
  }
  EXPECT_EQ(mails.size(), 4U) << "what happens if one does nothing is said in each";
}

// Kantara Consent Receipt Specification 1.1, section 4: what a receipt has to have.
TEST_F(ConsentStepsTest, AKantaraReceiptHasWhatItsSpecificationDemands) {
  record_consent();

  const Json receipt = act("consent.receipt", "person", person, {{"format", "kantara"}})->output;

  for (const char* name : {"version", "jurisdiction", "consentTimestamp", "collectionMethod",
                           "consentReceiptID", "language", "piiPrincipalId", "piiControllers",
                           "policyUrl", "services", "sensitive", "spiCat"})
    EXPECT_TRUE(receipt.contains(name)) << name;
  const Json controller = receipt.at("piiControllers").at(0);
  for (const char* name : {"piiController", "contact", "address", "email", "phone"})
    EXPECT_TRUE(controller.contains(name)) << name;
  const Json service = receipt.at("services").at(0);
  EXPECT_TRUE(service.contains("service"));
  const Json purpose = service.at("purposes").at(0);
  for (const char* name : {"purpose", "purposeCategory", "consentType", "piiCategory",
                           "primaryPurpose", "termination", "thirdPartyDisclosure"})
    EXPECT_TRUE(purpose.contains(name)) << name;
  EXPECT_FALSE(receipt.at("sensitive").get<bool>());
}

}  // namespace
}  // namespace kontor::testing

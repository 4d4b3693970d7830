#include <set>
#include <string>

#include "tests/integration/plugins/consent_fixture.hpp"

namespace kontor::testing {
namespace {

// Terms of the W3C Data Privacy Vocabulary 2.0 and of its extension for the GDPR (w3c/dpv:
// 2.0/dpv/dpv.csv and 2.0/legal/eu/gdpr/eu-gdpr.csv), as far as consents need them.
const std::set<std::string>& vocabulary() {
  static const std::set<std::string> terms = {"dpv:Child",
                                              "dpv:ConsentExpired",
                                              "dpv:ConsentGiven",
                                              "dpv:ConsentNotice",
                                              "dpv:ConsentReceipt",
                                              "dpv:ConsentRecord",
                                              "dpv:ConsentRefused",
                                              "dpv:ConsentRequested",
                                              "dpv:ConsentUnknown",
                                              "dpv:ConsentWithdrawn",
                                              "dpv:DataController",
                                              "dpv:DataSubject",
                                              "dpv:ParentOfDataSubject",
                                              "dpv:PersonalData",
                                              "dpv:PrivacyNotice",
                                              "dpv:Process",
                                              "dpv:RenewedConsentGiven",
                                              "dpv:SpecialCategoryPersonalData",
                                              "dpv:UntilTimeDuration",
                                              "dpv:hasConsentStatus",
                                              "dpv:hasContact",
                                              "dpv:hasDataController",
                                              "dpv:hasDataSubject",
                                              "dpv:hasDuration",
                                              "dpv:hasIndicationMethod",
                                              "dpv:hasJurisdiction",
                                              "dpv:hasLegalBasis",
                                              "dpv:hasName",
                                              "dpv:hasNotice",
                                              "dpv:hasPersonalData",
                                              "dpv:hasProcess",
                                              "dpv:hasPurpose",
                                              "dpv:hasRecipient",
                                              "dpv:hasRight",
                                              "dpv:isExercisedAt",
                                              "dpv:isIndicatedAtTime",
                                              "dpv:isIndicatedBy",
                                              "eu-gdpr:A6-1-a",
                                              "eu-gdpr:A6-1-b",
                                              "eu-gdpr:A6-1-c",
                                              "eu-gdpr:A6-1-d",
                                              "eu-gdpr:A6-1-e",
                                              "eu-gdpr:A6-1-f",
                                              "eu-gdpr:A7-3",
                                              "eu-gdpr:A9-2-a"};
  return terms;
}

// Every name or value of the vocabulary's in a document.
void collect_terms(const Json& json, std::set<std::string>& found) {
  const auto note = [&found](const std::string& text) {
    if (text.starts_with("dpv:") || text.starts_with("eu-gdpr:")) found.insert(text);
  };
  if (json.is_string()) note(json.get<std::string>());
  if (!json.is_structured()) return;
  for (const auto& [name, value] : json.items()) {
    if (json.is_object()) note(name);
    collect_terms(value, found);
  }
}

TEST_F(ConsentPluginTest, ReceiptsNameTheTermsOfTheirStandards) {
  load({{"public_url", "http://crm.example"},
        {"controller_name", "Nord AB"},
        {"policy_url", "http://nord.example/p"}});
  ASSERT_TRUE(act("consent.record", "person", person,
                  {{"purpose", "marketing"}, {"proof", "paper"}, {"given_on", "2026-01-02"}}));

  const Json receipt = act("consent.receipt", "person", person, Json::object())->output;
  const Json kantara = act("consent.receipt", "person", person, {{"format", "kantara"}})->output;

  EXPECT_EQ(receipt["@type"], "dpv:ConsentReceipt");
  EXPECT_EQ(receipt["dct:conformsTo"], "ISO/IEC TS 27560:2023");
  const Json status = receipt["dpv:hasProcess"]["dpv:hasConsentStatus"][0];
  EXPECT_EQ(status["@type"][0], "dpv:ConsentGiven");
  EXPECT_EQ(status["dpv:isIndicatedAtTime"], "2026-01-02T12:00:00.000Z");
  EXPECT_EQ(receipt["dpv:hasProcess"]["dpv:hasLegalBasis"][0], "eu-gdpr:A6-1-a");
  EXPECT_FALSE(receipt["dct:hasPart"][0].contains("dct:creator")) << "no colleague's id goes out";
  EXPECT_EQ(kantara["version"], "KI-CR-v1.1.0");
  EXPECT_EQ(kantara["consentTimestamp"], 1767355200) << "2026-01-02T12:00:00Z";
  EXPECT_EQ(kantara["piiControllers"][0]["piiController"], "Nord AB");
}

TEST_F(ConsentPluginTest, RecordsAreMadeOfTheVocabularysTermsAndHaveWhatItsGuideToTs27560Demands) {
  load({{"public_url", "http://crm.example"},
        {"controller_name", "Nord AB"},
        {"special_purposes", "health"},
        {"expires_after_days", 365}});
  const Json given = {{"purpose", "health"},
                      {"proof",
                       {{"how", "signed"},
                        {"explicit", true},
                        {"text_version", "health/3"},
                        {"guardian", "Eva Berg"}}},
                      {"child", true}};
  ASSERT_TRUE(act("consent.record", "person", person, given));
  ASSERT_TRUE(act("consent.withdraw", "person", person, {{"purpose", "health"}}));
  ASSERT_TRUE(act("consent.record", "person", person, given));

  for (const char* format : {"27560", "record"}) {
    const auto answered =
        act("consent.receipt", "person", person, {{"purpose", "health"}, {"format", format}});
    ASSERT_TRUE(answered) << answered.error().message;
    const Json& document = answered->output;
    std::set<std::string> terms;
    collect_terms(document, terms);
    EXPECT_GT(terms.size(), 20U);
    for (const std::string& term : terms)
      EXPECT_TRUE(vocabulary().contains(term)) << term << " is no term of the vocabulary";
    for (const char* prefix : {"dpv", "eu-gdpr", "dct", "rdf", "xsd"})
      EXPECT_TRUE(document["@context"].contains(prefix)) << prefix;
    for (const char* name : {"dct:identifier", "dct:conformsTo", "dpv:hasDataSubject",
                             "dpv:hasDataController", "dpv:hasProcess"})
      EXPECT_TRUE(document.contains(name)) << name;
    const Json& process = document["dpv:hasProcess"];
    for (const char* name : {"dpv:hasPurpose", "dpv:hasLegalBasis", "dpv:hasPersonalData",
                             "dpv:hasRecipient", "dpv:hasConsentStatus"})
      EXPECT_TRUE(process.contains(name)) << name;
    const Json& status = process["dpv:hasConsentStatus"][0];
    for (const char* name : {"@type", "dpv:isIndicatedAtTime", "dpv:isExercisedAt"})
      EXPECT_TRUE(status.contains(name)) << name;
    EXPECT_EQ(process["dpv:hasLegalBasis"][0], "eu-gdpr:A9-2-a") << "special categories";
    EXPECT_EQ(document["dpv:hasDataSubject"]["@type"], "dpv:Child");
    EXPECT_EQ(document["dct:hasPart"].size(), 3U) << "given, withdrawn, given anew";
    EXPECT_TRUE(status["dpv:hasDuration"].contains("rdf:value"));
  }
}

TEST_F(ConsentPluginTest, ThePanelOfAPersonShowsPurposesRequestsAndTheOwnPage) {
  load({{"public_url", "http://crm.example"}});
  const auto card = [this](const char* locale) {
    return plugin().call<op::PanelData>({.panel = "consent.card",
                                         .actor = {.id = "user-1", .name = "Anna"},
                                         .record = *host.record("person", person),
                                         .locale = locale});
  };
  const auto empty = card("en");
  ASSERT_TRUE(empty) << empty.error().message;
  EXPECT_EQ(empty->blocks[0].kind, "text");
  record_consent();
  ASSERT_TRUE(act("consent.request", "person", person, {{"kind", "access"}}));

  const auto shown = card("sv");

  ASSERT_TRUE(shown) << shown.error().message;
  ASSERT_EQ(shown->blocks.size(), 3U) << "purposes, requests, the link";
  EXPECT_EQ(shown->blocks[0].kind, "table");
  EXPECT_EQ(shown->blocks[0].rows.size(), 1U);
  EXPECT_EQ(shown->blocks[1].rows.size(), 1U);
  EXPECT_EQ(shown->blocks[2].kind, "links");
  EXPECT_EQ(shown->blocks[2].links[0].href.rfind("http://crm.example/p/kontor.consent/", 0), 0U);
}

}  // namespace
}  // namespace kontor::testing

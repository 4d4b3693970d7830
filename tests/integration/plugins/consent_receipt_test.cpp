#include <set>
#include <string>

#include "tests/integration/plugins/consent_fixture.hpp"

namespace kontor::testing {
namespace {

// Terms of the W3C Data Privacy Vocabulary 2.0 and of its extension for the GDPR (w3c/dpv:
// 2.0/dpv/dpv.csv, 2.0/pd/pd.csv and 2.0/legal/eu/gdpr/eu-gdpr.csv), as far as consents need them.
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
                                              "dpv:CustomerCare",
                                              "dpv:DataController",
                                              "dpv:DataSubject",
                                              "dpv:ParentOfDataSubject",
                                              "dpv:Marketing",
                                              "dpv:PrivacyNotice",
                                              "dpv:Process",
                                              "dpv:Purpose",
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
                                              "eu-gdpr:A9-2-a",
                                              "pd:Contact",
                                              "pd:MedicalHealth"};
  return terms;
}

// Every name or value of the vocabulary's in a document.
void collect_terms(const Json& json, std::set<std::string>& found) {
  const auto note = [&found](const std::string& text) {
    if (text.starts_with("dpv:") || text.starts_with("eu-gdpr:") || text.starts_with("pd:"))
      found.insert(text);
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
    for (const char* prefix : {"dpv", "pd", "eu-gdpr", "dct", "rdf", "xsd"})
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

// JSON-LD 1.1, as far as a receipt uses it: what a value of a property becomes to a reader.
struct Read {
  const Json& document;

  std::string iri(const std::string& compact) const {
    const auto colon = compact.find(':');
    const Json& context = document.at("@context");
    const auto prefix = context.find(compact.substr(0, colon));
    return prefix == context.end() ? compact
                                   : prefix->get<std::string>() + compact.substr(colon + 1);
  }
  // The value as a node's IRI; "" where a reader would take it for text.
  std::string node(const std::string& property, const Json& value) const {
    if (value.is_object()) return value.contains("@id") ? iri(value.at("@id")) : "";
    const Json& context = document.at("@context");
    const auto term = context.find(property);
    if (term == context.end() || !term->is_object()) return "";
    EXPECT_EQ(term->at("@id"), property) << "a term that looks like an IRI stands for itself";
    return term->value("@type", "") == "@id" ? iri(value.get<std::string>()) : "";
  }
};

TEST_F(ConsentPluginTest, AReaderOfJsonLdSeesTermsOfTheVocabularyAndNotTheirSpelling) {
  load({{"public_url", "http://crm.example"},
        {"special_purposes", "health"},
        {"names_en", {{"health", "Our diet club"}, {"events", "Our events"}}}});
  for (const char* purpose : {"marketing", "health", "events"})
    ASSERT_TRUE(act("consent.record", "person", person,
                    {{"purpose", purpose}, {"proof", "paper"}, {"explicit", true}}));
  const auto receipt = [this](const char* purpose) {
    return act("consent.receipt", "person", person, {{"purpose", purpose}})->output;
  };
  const std::string dpv = "https://w3id.org/dpv#";

  const Json marketing = receipt("marketing");
  const Json& process = marketing.at("dpv:hasProcess");
  const Read read{marketing};
  EXPECT_EQ(read.node("dpv:hasPurpose", process.at("dpv:hasPurpose").at(0)), dpv + "Marketing");
  EXPECT_EQ(process.at("dct:title").at("@value"), "Offers and news") << "beside the company's name";
  EXPECT_EQ(process.at("dct:title").at("@language"), "en");
  EXPECT_EQ(read.node("dpv:hasLegalBasis", process.at("dpv:hasLegalBasis").at(0)),
            "https://w3id.org/dpv/legal/eu/gdpr#A6-1-a");
  EXPECT_EQ(read.node("dpv:hasPersonalData", process.at("dpv:hasPersonalData").at(0)),
            "https://w3id.org/dpv/pd#Contact");
  EXPECT_TRUE(read.node("dpv:isExercisedAt", process.at("dpv:hasRight").at("dpv:isExercisedAt"))
                  .starts_with("http://crm.example/p/"));
  EXPECT_FALSE(process.at("dpv:hasNotice").contains("dct:source")) << "no notice has no address";

  const Json health = receipt("health");
  const Json data = health.at("dpv:hasProcess").at("dpv:hasPersonalData");
  EXPECT_EQ(data, Json({"pd:Contact", "dpv:SpecialCategoryPersonalData", "pd:MedicalHealth"}));
  const Json own = receipt("events").at("dpv:hasProcess").at("dpv:hasPurpose").at(0);
  EXPECT_EQ(own.at("@type"), "dpv:Purpose") << "the vocabulary has no such purpose";
  EXPECT_EQ(own.at("dct:title"), "Our events");
  const Json kantara =
      act("consent.receipt", "person", person, {{"purpose", "health"}, {"format", "kantara"}})
          ->output;
  EXPECT_EQ(kantara["services"][0]["purposes"][0]["purpose"], "Our diet club");
  EXPECT_EQ(kantara["services"][0]["purposes"][0]["piiCategory"],
            Json({"2 - Contact", "6 - Health"}));
  EXPECT_EQ(kantara["spiCat"], Json({"6 - Health"}));
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
  ASSERT_EQ(shown->blocks.size(), 4U) << "purposes, requests, the answer's button, the link";
  EXPECT_EQ(shown->blocks[0].kind, "table");
  EXPECT_EQ(shown->blocks[0].rows.size(), 1U);
  EXPECT_EQ(shown->blocks[1].rows.size(), 1U);
  EXPECT_EQ(shown->blocks[2].kind, "action");
  EXPECT_EQ(shown->blocks[2].action, "consent.request_step");
  EXPECT_EQ(shown->blocks[2].text, "Svara: tillgång till dina uppgifter");
  EXPECT_EQ(shown->blocks[3].kind, "links");
  EXPECT_EQ(shown->blocks[3].links[0].href.rfind("http://crm.example/p/kontor.consent/", 0), 0U);
}

}  // namespace
}  // namespace kontor::testing

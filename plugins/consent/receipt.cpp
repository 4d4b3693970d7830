#include "receipt.hpp"

#include <kontor/failure.hpp>

#include "calendar.hpp"
#include "refusals.hpp"
#include "vocabulary.hpp"

namespace kontor::consent {
namespace {

// A reader of JSON-LD takes a value for text unless it is told that it is a term.
Json term(const char* property) { return {{"@id", property}, {"@type", "@id"}}; }

Json context() {
  return {{"dpv", "https://w3id.org/dpv#"},
          {"pd", "https://w3id.org/dpv/pd#"},
          {"eu-gdpr", "https://w3id.org/dpv/legal/eu/gdpr#"},
          {"dct", "http://purl.org/dc/terms/"},
          {"rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"},
          {"xsd", "http://www.w3.org/2001/XMLSchema#"},
          {"dpv:hasPurpose", term("dpv:hasPurpose")},
          {"dpv:hasLegalBasis", term("dpv:hasLegalBasis")},
          {"dpv:hasPersonalData", term("dpv:hasPersonalData")},
          {"dpv:isExercisedAt", term("dpv:isExercisedAt")},
          {"dpv:isIndicatedAtTime", {{"@id", "dpv:isIndicatedAtTime"}, {"@type", "xsd:dateTime"}}}};
}

// The vocabulary's term; of a purpose it does not know, one of the company's own.
Json purpose_json(const std::string& purpose, const Terms& terms) {
  const std::string_view known = dpv_purpose(purpose);
  if (!known.empty()) return known;
  return {{"@type", "dpv:Purpose"}, {"dct:identifier", purpose}, {"dct:title", terms.purpose_name}};
}

Json notice_json(const Controller& controller) {
  Json notice = {{"@type", "dpv:PrivacyNotice"}};
  if (!controller.policy_url.empty()) notice["dct:source"] = {{"@id", controller.policy_url}};
  return notice;
}

Json moment(const std::string& at) { return {{"@type", "xsd:dateTime"}, {"@value", at}}; }

std::string dpv_basis(const std::string& basis, bool special) {
  if (basis == "consent") return special ? "eu-gdpr:A9-2-a" : "eu-gdpr:A6-1-a";
  if (basis == "contract") return "eu-gdpr:A6-1-b";
  if (basis == "legal_obligation") return "eu-gdpr:A6-1-c";
  if (basis == "vital_interests") return "eu-gdpr:A6-1-d";
  if (basis == "public_task") return "eu-gdpr:A6-1-e";
  return "eu-gdpr:A6-1-f";
}

Json event_json(const Event& event, bool with_actor) {
  Json json = {{"@type", dpv_status(event.state)},
               {"dct:date", moment(event.at)},
               {"dct:medium", event.channel},
               {"dpv:isIndicatedAtTime", event.noted_at}};
  const std::string how = text_of(event.proof, "how");
  if (!how.empty()) json["dpv:hasIndicationMethod"] = how;
  const std::string text = text_of(event.proof, "text_version");
  if (!text.empty())
    json["dpv:hasNotice"] = {{"@type", "dpv:ConsentNotice"}, {"dct:hasVersion", text}};
  const std::string guardian = text_of(event.proof, "guardian");
  if (!guardian.empty())
    json["dpv:isIndicatedBy"] = {{"@type", "dpv:ParentOfDataSubject"}, {"dpv:hasName", guardian}};
  if (with_actor) {
    json["dct:creator"] = event.actor;
    json["dct:provenance"] = event.proof;
  }
  return json;
}

// Where consent stands, as W3C's guide to TS 27560 has it in each process: what was done, when,
// where it is changed, and how long it holds.
Json status_json(const Entry& entry, const Terms& terms) {
  Json status = {{"@type", Json::array({dpv_status(entry.state)})},
                 {"dpv:isIndicatedAtTime", entry.changed_at},
                 {"dpv:isExercisedAt", terms.withdrawal_url}};
  if (!entry.expires_at.empty()) {
    status["dpv:hasDuration"] = {{"@type", Json::array({"dpv:UntilTimeDuration"})},
                                 {"rdf:value", entry.expires_at}};
  }
  return status;
}

Json described(const Entry& entry, const std::vector<Event>& events, const Controller& controller,
               const Terms& terms, const char* type, bool internal) {
  Json steps = Json::array();
  for (const Event& event : events) steps.push_back(event_json(event, internal));
  return {{"@context", context()},
          {"@type", type},
          {"dct:conformsTo", "ISO/IEC TS 27560:2023"},
          {"dct:identifier", entry.record},
          {"dct:language", terms.language},
          {"dpv:hasDataSubject",
           {{"@type", entry.child ? "dpv:Child" : "dpv:DataSubject"},
            {"dct:identifier", entry.person}}},
          {"dpv:hasProcess",
           {{"@type", "dpv:Process"},
            {"dct:identifier", entry.purpose},
            {"dct:title", {{"@language", terms.language}, {"@value", terms.purpose_name}}},
            {"dpv:hasPurpose", Json::array({purpose_json(entry.purpose, terms)})},
            {"dpv:hasLegalBasis", Json::array({dpv_basis(terms.basis, entry.special)})},
            {"dpv:hasPersonalData", dpv_data(entry.purpose, entry.special)},
            {"dpv:hasRecipient", Json::array({controller.name})},
            {"dpv:hasConsentStatus", Json::array({status_json(entry, terms)})},
            {"dpv:hasNotice", notice_json(controller)},
            {"dpv:hasRight",
             {{"@type", "eu-gdpr:A7-3"}, {"dpv:isExercisedAt", terms.withdrawal_url}}}}},
          {"dpv:hasDataController",
           {{"@type", "dpv:DataController"},
            {"dpv:hasName", controller.name},
            {"dpv:hasContact", controller.contact},
            {"dpv:hasJurisdiction", controller.jurisdiction}}},
          {"dct:hasPart", std::move(steps)}};
}

std::int64_t unix_seconds(const std::string& at) {
  const auto day = day_of(at);
  if (!day) return 0;
  const auto part = [&at](std::size_t from) -> std::int64_t {
    if (at.size() < from + 2) return 0;
    return (at[from] - '0') * 10 + (at[from + 1] - '0');
  };
  return day->time_since_epoch().count() * 86'400LL + part(11) * 3600 + part(14) * 60 + part(17);
}

}  // namespace

Json consent_record(const Entry& entry, const std::vector<Event>& events,
                    const Controller& controller, const Terms& terms) {
  return described(entry, events, controller, terms, "dpv:ConsentRecord", /*internal=*/true);
}

Json consent_receipt(const Entry& entry, const std::vector<Event>& events,
                     const Controller& controller, const Terms& terms) {
  return described(entry, events, controller, terms, "dpv:ConsentReceipt", /*internal=*/false);
}

Json kantara_receipt(const Entry& entry, const Controller& controller, const Terms& terms,
                     const std::string& locale) {
  if (entry.given_at.empty()) {
    throw Failure(KONTOR_CONFLICT, kNoReceipt.in(locale));
  }
  const std::vector<std::string> data = kantara_data(entry.purpose, entry.special);
  const std::string_view category = kantara_purpose(entry.purpose);
  return {{"version", "KI-CR-v1.1.0"},
          {"jurisdiction", controller.jurisdiction},
          {"consentTimestamp", unix_seconds(entry.given_at)},
          {"collectionMethod", text_of(entry.proof, "how", "as noted in the proof")},
          {"consentReceiptID", entry.record},
          {"language", terms.language},
          {"piiPrincipalId", entry.person},
          {"piiControllers",
           {{{"piiController", controller.name},
             {"contact", controller.contact},
             {"address", Json::object()},
             {"email", controller.contact},
             {"phone", ""}}}},
          {"policyUrl", controller.policy_url},
          {"services",
           {{{"service", controller.name},
             {"purposes",
              {{{"purpose", terms.purpose_name},
                {"purposeCategory",
                 Json::array({category.empty() ? std::string_view(entry.purpose) : category})},
                {"consentType",
                 entry.special || entry.proof.value("explicit", false) ? "EXPLICIT" : "IMPLICIT"},
                {"piiCategory", data},
                {"primaryPurpose", true},
                {"termination", terms.withdrawal_url},
                {"thirdPartyDisclosure", false}}}}}}},
          {"sensitive", entry.special},
          {"spiCat", entry.special ? Json::array({data.back()}) : Json::array()}};
}

}  // namespace kontor::consent

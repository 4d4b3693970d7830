#include "vocabulary.hpp"

#include <array>
#include <span>

namespace kontor::consent {
namespace {

// What a purpose is called in DPV and at Kantara; empty: it has no word for it.
struct Term {
  std::string_view purpose;
  std::string_view dpv;
  std::string_view kantara;
};

constexpr std::array<Term, 12> kPurposes{{
    {"marketing", "dpv:Marketing", "6 - Marketing"},
    {"newsletter", "dpv:DirectMarketing", "6 - Marketing"},
    {"advertising", "dpv:Advertising", "6 - Marketing"},
    {"personalisation", "dpv:Personalisation", "5 - Personalize Experience"},
    {"profiling", "dpv:Personalisation", "5 - Personalize Experience"},
    {"support", "dpv:CustomerCare", "4 - Contact Requested"},
    {"contract", "dpv:FulfilmentOfContractualObligation", "2 - Contracted Service"},
    {"delivery", "dpv:DeliveryOfGoods", "3 - Delivery"},
    {"payment", "dpv:PaymentManagement", "2 - Contracted Service"},
    {"research", "dpv:CommercialResearch", ""},
    {"security", "dpv:EnforceSecurity", ""},
    {"legal", "dpv:LegalCompliance", ""},
}};

// The special data of a purpose.
constexpr std::array<Term, 8> kSpecialData{{
    {"health", "pd:MedicalHealth", "6 - Health"},
    {"biometric", "pd:Biometric", "3 - Biometric"},
    {"religion", "pd:Religion", ""},
    {"belief", "pd:PhilosophicalBelief", ""},
    {"politics", "pd:PoliticalOpinion", ""},
    {"race", "pd:Race", ""},
    {"sexuality", "pd:Sexual", ""},
    {"union", "pd:TradeUnionMembership", ""},
}};

const Term* find(std::span<const Term> terms, std::string_view purpose) {
  for (const Term& one : terms)
    if (one.purpose == purpose) return &one;
  return nullptr;
}

}  // namespace

std::string_view dpv_purpose(std::string_view purpose) {
  const Term* found = find(kPurposes, purpose);
  return found == nullptr ? std::string_view() : found->dpv;
}

std::vector<std::string> dpv_data(std::string_view purpose, bool special) {
  std::vector<std::string> data = {"pd:Contact"};
  if (!special) return data;
  data.emplace_back("dpv:SpecialCategoryPersonalData");
  if (const Term* one = find(kSpecialData, purpose)) data.emplace_back(one->dpv);
  return data;
}

std::string_view kantara_purpose(std::string_view purpose) {
  const Term* found = find(kPurposes, purpose);
  return found == nullptr ? std::string_view() : found->kantara;
}

std::vector<std::string> kantara_data(std::string_view purpose, bool special) {
  std::vector<std::string> data = {"2 - Contact"};
  if (!special) return data;
  const Term* one = find(kSpecialData, purpose);
  data.emplace_back(one == nullptr || one->kantara.empty() ? purpose : one->kantara);
  return data;
}

}  // namespace kontor::consent

#include "purposes.hpp"

namespace kontor::consent {

Purposes::Purposes(const Json& settings)
    : bases_{
          {"marketing", "consent"}, {"support", "legitimate_interests"}, {"contract", "contract"}} {
  const auto set = settings.find("purposes");
  if (set == settings.end() || !set->is_object()) return;
  for (const auto& [purpose, basis] : set->items()) {
    if (basis.is_string()) bases_[purpose] = basis.get<std::string>();
  }
}

const std::string& Purposes::basis(const std::string& purpose) const {
  static const std::string kConsent = "consent";
  const auto found = bases_.find(purpose);
  return found == bases_.end() ? kConsent : found->second;
}

bool Purposes::yields_to_objection(const std::string& purpose) const {
  const std::string& why = basis(purpose);
  return why != "contract" && why != "legal_obligation";
}

}  // namespace kontor::consent

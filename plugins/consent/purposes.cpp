#include "purposes.hpp"

#include <sstream>

namespace kontor::consent {
namespace {

std::set<std::string> listed(const std::string& text) {
  std::set<std::string> names;
  std::istringstream words(text);
  for (std::string word; std::getline(words, word, ',');) {
    const auto begin = word.find_first_not_of(' ');
    if (begin == std::string::npos) continue;
    names.insert(word.substr(begin, word.find_last_not_of(' ') - begin + 1));
  }
  return names;
}

}  // namespace

Purposes::Purposes(const Json& settings)
    : bases_{{"marketing", "consent"},
             {"support", "legitimate_interests"},
             {"contract", "contract"}},
      special_(listed(text_of(settings, "special_purposes"))) {
  if (const auto days = settings.find("expires_after_days");
      days != settings.end() && days->is_number_integer()) {
    expires_after_days_ = days->get<std::int64_t>();
  }
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

std::vector<std::string> Purposes::open_to_choice() const {
  std::set<std::string> names = special_;
  for (const auto& [purpose, unused] : bases_) names.insert(purpose);
  std::erase_if(names,
                [this](const std::string& purpose) { return !yields_to_objection(purpose); });
  return {names.begin(), names.end()};
}

}  // namespace kontor::consent

#include "purposes.hpp"

#include <array>
#include <charconv>
#include <kontor/translated.hpp>
#include <sstream>

namespace kontor::consent {
namespace {

constexpr std::array kLanguages = {"en", "ru", "sv", "da"};

constexpr Translated kMarketing{"Offers and news", "Предложения и новости",
                                "Erbjudanden och nyheter", "Tilbud og nyheder"};
constexpr Translated kSupport{"Help and support", "Помощь и поддержка", "Hjälp och support",
                              "Hjælp og support"};
constexpr Translated kContract{"What we agreed on", "То, о чём мы договорились",
                               "Det vi har avtalat", "Det, vi har aftalt"};

std::map<std::string, std::string> texts_in(const Json& settings, const std::string& name) {
  std::map<std::string, std::string> texts;
  const auto found = settings.find(name);
  if (found == settings.end() || !found->is_object()) return texts;
  for (const auto& [key, text] : found->items())
    if (text.is_string() && !text.get_ref<const std::string&>().empty())
      texts[key] = text.get<std::string>();
  return texts;
}

std::int64_t number_in(const Json& settings, const char* name, std::int64_t otherwise) {
  const auto found = settings.find(name);
  return found != settings.end() && found->is_number_integer() ? found->get<std::int64_t>()
                                                               : otherwise;
}

// "birthday_cards": "Birthday cards".
std::string readable(std::string purpose) {
  for (char& c : purpose)
    if (c == '_' || c == '-' || c == '.') c = ' ';
  if (!purpose.empty() && purpose.front() >= 'a' && purpose.front() <= 'z')
    purpose.front() = static_cast<char>(purpose.front() - 'a' + 'A');
  return purpose;
}

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
  expires_after_days_ = number_in(settings, "expires_after_days", 0);
  keep_days_ = number_in(settings, "keep_days", keep_days_);
  for (const auto& [purpose, text] : texts_in(settings, "keep_days_of")) {
    std::int64_t days = 0;
    const char* end = text.data() + text.size();
    if (std::from_chars(text.data(), end, days).ptr == end) keep_days_of_[purpose] = days;
  }
  for (const std::string language : kLanguages)
    names_[language] = texts_in(settings, "names_" + language);
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

std::string Purposes::name(const std::string& purpose, std::string_view locale) const {
  std::vector<std::string> languages = {std::string(locale.substr(0, 2))};
  languages.insert(languages.end(), kLanguages.begin(), kLanguages.end());
  for (const std::string& language : languages) {
    const auto names = names_.find(language);
    if (names == names_.end()) continue;
    const auto name = names->second.find(purpose);
    if (name != names->second.end()) return name->second;
  }
  if (purpose == "marketing") return kMarketing.in(locale);
  if (purpose == "support") return kSupport.in(locale);
  if (purpose == "contract") return kContract.in(locale);
  return readable(purpose);
}

std::int64_t Purposes::keep_days(const std::string& purpose) const {
  const auto found = keep_days_of_.find(purpose);
  return found == keep_days_of_.end() ? keep_days_ : found->second;
}

bool Purposes::yields_to_objection(const std::string& purpose) const {
  const std::string& why = basis(purpose);
  return why != "contract" && why != "legal_obligation";
}

std::set<std::string> Purposes::known() const {
  std::set<std::string> names = special_;
  for (const auto& [purpose, basis] : bases_) names.insert(purpose);
  for (const auto& [purpose, days] : keep_days_of_) names.insert(purpose);
  for (const auto& [language, texts] : names_)
    for (const auto& [purpose, text] : texts) names.insert(purpose);
  return names;
}

std::vector<std::string> Purposes::open_to_choice() const {
  std::set<std::string> names = special_;
  for (const auto& [purpose, unused] : bases_) names.insert(purpose);
  std::erase_if(names,
                [this](const std::string& purpose) { return !yields_to_objection(purpose); });
  return {names.begin(), names.end()};
}

}  // namespace kontor::consent

#pragma once

#include <kontor/translated.hpp>
#include <string>
#include <string_view>

#include "message.hpp"

namespace kontor::sms {

inline constexpr Translated kByConsent{"By consent {0}", "По согласию {0}", "Med samtycke {0}",
                                       "Med samtykke {0}"};
inline constexpr Translated kByBasis{"Legal basis: {0}", "Правовое основание: {0}",
                                     "Rättslig grund: {0}", "Retsgrundlag: {0}"};

// The GDPR's bases (article 6) as consent plugins name them; another name is shown as it is.
inline std::string basis_word(std::string_view basis, const std::string& locale) {
  struct Word {
    std::string_view basis;
    Translated word;
  };
  static constexpr Word kWords[] = {
      {"consent", {"consent", "согласие", "samtycke", "samtykke"}},
      {"contract", {"contract", "договор", "avtal", "aftale"}},
      {"legal_obligation",
       {"legal obligation", "обязанность по закону", "rättslig förpliktelse",
        "retlig forpligtelse"}},
      {"vital_interests",
       {"vital interests", "жизненно важные интересы", "grundläggande intressen",
        "vitale interesser"}},
      {"public_task",
       {"public task", "публичная задача", "uppgift av allmänt intresse",
        "opgave i samfundets interesse"}},
      {"legitimate_interests",
       {"legitimate interests", "законные интересы", "berättigat intresse", "legitim interesse"}}};
  for (const Word& each : kWords)
    if (each.basis == basis) return each.word.in(locale);
  return std::string(basis);
}

// Why the message may be sent: the person's consent by its id, or another basis. Empty where the
// host did not say.
inline std::string permit_words(const Message& message, const std::string& locale) {
  if (!message.consent.empty()) return kByConsent.in(locale, {message.consent});
  return message.basis.empty() ? "" : kByBasis.in(locale, {basis_word(message.basis, locale)});
}

}  // namespace kontor::sms

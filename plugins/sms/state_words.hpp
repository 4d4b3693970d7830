#pragma once

#include <kontor/translated.hpp>
#include <string>
#include <string_view>

namespace kontor::sms {

// A message's state, as locales/*.json say it on the timeline.
inline std::string state_word(std::string_view state, const std::string& locale) {
  struct Word {
    std::string_view state;
    Translated word;
  };
  static constexpr Word kWords[] = {
      {"waiting", {"Waiting", "Ждёт", "Väntar", "Venter"}},
      {"sending", {"Being sent", "Отправляется", "Skickas", "Sendes"}},
      {"uncertain", {"Uncertain", "Неясно", "Osäkert", "Usikker"}},
      {"left", {"Uncertain, left", "Неясно, оставлено", "Osäkert, lämnat", "Usikker, ladt være"}},
      {"queued", {"On its way", "Отправляется", "På väg", "På vej"}},
      {"sent", {"Sent", "Отправлено", "Skickat", "Sendt"}},
      {"delivered", {"Delivered", "Доставлено", "Levererat", "Leveret"}},
      {"failed", {"Failed", "Ошибка", "Misslyckades", "Mislykkedes"}}};
  for (const Word& each : kWords)
    if (each.state == state) return each.word.in(locale);
  return std::string(state);
}

}  // namespace kontor::sms

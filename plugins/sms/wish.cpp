#include <array>
#include <string>

#include "stop_list.hpp"
#include "utf8.hpp"

namespace kontor::sms {
namespace {

constexpr std::array<std::string_view, 19> kStopWords{
    "STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL",  "END",          "REVOKE", "OPTOUT",
    "QUIT", "STOPP",   "STOPPA",      "AVSLUTA", "AVREGISTRERA", "AFMELD", "STOPSMS",
    "СТОП", "ОТПИСКА", "ОТПИСАТЬСЯ",  "ОТКАЗ",   "ОТМЕНА"};
constexpr std::array<std::string_view, 4> kStartWords{"START", "UNSTOP", "STARTA", "СТАРТ"};

char32_t upper(char32_t c) {
  const bool latin = c >= U'a' && c <= U'z';
  const bool latin1 = c >= 0xe0 && c <= 0xfe && c != 0xf7;
  const bool cyrillic = c >= 0x430 && c <= 0x44f;
  return latin || latin1 || cyrillic ? c - 0x20 : c;
}

bool is_letter(char32_t c) {
  return (c >= U'A' && c <= U'Z') || (c >= 0xc0 && c <= 0x24f) || (c >= 0x400 && c <= 0x4ff);
}

// Its letters, in capitals: "Stop!" and "stop all" are what they look like.
std::string letters_of(std::string_view text) {
  std::string letters;
  for (const char32_t point : code_points(text)) {
    if (is_letter(upper(point))) append_utf8(letters, upper(point));
  }
  return letters;
}

}  // namespace

Wish wish_of(std::string_view text, std::string_view more) {
  const std::string said = letters_of(text);
  if (said.empty()) return Wish::none;
  for (const std::string_view word : kStopWords)
    if (said == word) return Wish::stop;
  for (const std::string_view word : kStartWords)
    if (said == word) return Wish::start;
  while (!more.empty()) {
    const std::size_t comma = more.find(',');
    if (said == letters_of(more.substr(0, comma))) return Wish::stop;
    more.remove_prefix(comma == std::string_view::npos ? more.size() : comma + 1);
  }
  return Wish::none;
}

}  // namespace kontor::sms

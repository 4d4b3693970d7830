#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace kontor {

// One sentence in the languages of the user interface. "{0}", "{1}" … are filled in.
struct Translated {
  const char* en;
  const char* ru;
  const char* sv;
  const char* da;

  std::string in(std::string_view locale, std::initializer_list<std::string> values = {}) const {
    const std::string_view language = locale.substr(0, 2);
    std::string text = language == "ru" ? ru : language == "sv" ? sv : language == "da" ? da : en;
    char mark[] = "{0}";
    for (const std::string& value : values) {
      if (const auto at = text.find(mark); at != std::string::npos) text.replace(at, 3, value);
      ++mark[1];
    }
    return text;
  }
};

}  // namespace kontor

#include "withdrawal_page.hpp"

#include <algorithm>
#include <kontor/translated.hpp>

namespace kontor::consent {
namespace {

constexpr Translated kTitle{"Your consent", "Ваше согласие", "Ditt samtycke", "Dit samtykke"};
constexpr Translated kQuestion{
    "Do you want to withdraw your consent for: {0}?", "Отозвать согласие на: {0}?",
    "Vill du återkalla ditt samtycke för: {0}?", "Vil du trække dit samtykke tilbage for: {0}?"};
constexpr Translated kButton{"Withdraw", "Отозвать", "Återkalla", "Træk tilbage"};
constexpr Translated kDone{"Your consent for {0} is withdrawn.", "Согласие на {0} отозвано.",
                           "Ditt samtycke för {0} är återkallat.",
                           "Dit samtykke for {0} er trukket tilbage."};
constexpr Translated kUnknown{
    "This link is not known or no longer valid.", "Эта ссылка неизвестна или больше не действует.",
    "Länken är okänd eller gäller inte längre.", "Linket er ukendt eller gælder ikke længere."};

std::string page(std::string_view locale, const std::string& content) {
  const std::string language(locale.substr(0, 2));
  const std::string title = kTitle.in(locale);
  return "<!doctype html><html lang=\"" + language +
         "\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
         "content=\"width=device-width, initial-scale=1\"><title>" +
         title + "</title></head><body><main><h1>" + title + "</h1>" + content +
         "</main></body></html>";
}

}  // namespace

// Purposes are lower-case names and tokens hexadecimal digits, so neither needs escaping.
std::string question_page(std::string_view locale, std::string_view purpose,
                          std::string_view token) {
  return page(locale,
              "<p>" + kQuestion.in(locale, {std::string(purpose)}) +
                  "</p><form method=\"post\"><input type=\"hidden\" name=\"token\" value=\"" +
                  std::string(token) + "\"><button>" + kButton.in(locale) + "</button></form>");
}

std::string done_page(std::string_view locale, std::string_view purpose) {
  return page(locale, "<p>" + kDone.in(locale, {std::string(purpose)}) + "</p>");
}

std::string unknown_page(std::string_view locale) {
  return page(locale, "<p>" + kUnknown.in(locale) + "</p>");
}

std::string form_value(std::string_view body, std::string_view name) {
  while (!body.empty()) {
    const std::string_view pair = body.substr(0, body.find('&'));
    body.remove_prefix(std::min(body.size(), pair.size() + 1));
    const auto equals = pair.find('=');
    if (equals != std::string_view::npos && pair.substr(0, equals) == name) {
      return std::string(pair.substr(equals + 1));
    }
  }
  return {};
}

}  // namespace kontor::consent

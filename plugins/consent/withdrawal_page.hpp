#pragma once

#include <string>
#include <string_view>

namespace kontor::consent {

// The page behind a withdrawal link: a question with one button. Asking changes nothing,
// because mail scanners follow links; only the button's POST withdraws. No script.
std::string question_page(std::string_view locale, std::string_view purpose,
                          std::string_view token);
std::string done_page(std::string_view locale, std::string_view purpose);
std::string unknown_page(std::string_view locale);

// The value of `name` in an application/x-www-form-urlencoded body; hexadecimal tokens
// need no decoding. "" if it is not there.
std::string form_value(std::string_view body, std::string_view name);

}  // namespace kontor::consent

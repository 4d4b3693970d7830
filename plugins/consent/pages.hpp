#pragma once

#include <kontor/plugin.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace kontor::consent {

// One line of the preference page.
struct Choice {
  std::string purpose = {};
  bool allowed = false;
  bool special = false;
};

// The public pages, in the visitor's language. A look changes nothing, because mail scanners
// follow links; only the button's POST does.
PageResult preference_page(std::string_view locale, const std::vector<Choice>& choices, bool saved);
PageResult confirmation_page(std::string_view locale, const std::string& purpose);
PageResult confirmed_page(std::string_view locale, const std::string& purpose);
PageResult unknown_page(std::string_view locale);

std::string purpose_name(const std::string& purpose, std::string_view locale);

// The mail of a double opt-in: {subject, text}.
std::pair<std::string, std::string> confirmation_mail(std::string_view locale,
                                                      const std::string& purpose,
                                                      const std::string& controller,
                                                      const std::string& link);

}  // namespace kontor::consent

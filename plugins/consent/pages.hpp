#pragma once

#include <kontor/plugin.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace kontor::consent {

// One line of the preference page.
struct Choice {
  std::string purpose = {};
  std::string name = {};  // In the visitor's language.
  bool allowed = false;
  bool special = false;
  bool for_guardian = false;  // A child has not agreed to it, and cannot.
};

// The public pages, in the visitor's language; `name` is that of the purpose in it. A look changes
// nothing, because mail scanners follow links; only the button's POST does. `contact`: where a
// guardian may write to.
PageResult preference_page(std::string_view locale, const std::vector<Choice>& choices, bool saved,
                           const std::string& contact);
PageResult confirmation_page(std::string_view locale, const std::string& name);
PageResult confirmed_page(std::string_view locale, const std::string& name);
// A child pressed a button that only a guardian could.
PageResult guardian_page(std::string_view locale, const std::string& name,
                         const std::string& contact);
PageResult unknown_page(std::string_view locale);

// The mail of a double opt-in: {subject, text}.
std::pair<std::string, std::string> confirmation_mail(std::string_view locale,
                                                      const std::string& name,
                                                      const std::string& controller,
                                                      const std::string& link);

}  // namespace kontor::consent

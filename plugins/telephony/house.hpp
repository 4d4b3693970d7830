#pragma once

#include <cstddef>
#include <set>
#include <string>
#include <string_view>

namespace kontor::telephony {

// True for digits with + * #; "<unknown>", "anonymous" and names are no numbers.
bool is_number(std::string_view text);
// The number, or "" where the exchange wrote that it knows none.
std::string number_or_nothing(const std::string& text);

// Who belongs to the house: numbers of up to `digits_max` digits, and those the
// administrator named.
struct House {
  std::size_t digits_max = 5;
  std::set<std::string> extensions = {};

  bool is_inside(std::string_view number) const;
  bool is_outside(std::string_view number) const;
  // The extension a telephone's channel belongs to: "101" of "PJSIP/101-0000002a" and of
  // "Local/101@phones-00000040;1"; "" for a trunk.
  std::string extension_of(std::string_view channel) const;
};

}  // namespace kontor::telephony

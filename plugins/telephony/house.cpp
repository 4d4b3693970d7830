#include "house.hpp"

#include <algorithm>

namespace kontor::telephony {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::size_t digits_in(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), is_digit));
}

}  // namespace

bool is_number(std::string_view text) {
  return digits_in(text) > 0 && std::all_of(text.begin(), text.end(), [](char c) {
           return is_digit(c) || c == '+' || c == '*' || c == '#';
         });
}

std::string number_or_nothing(const std::string& text) { return is_number(text) ? text : ""; }

bool House::is_inside(std::string_view number) const {
  if (extensions.contains(std::string(number))) return true;
  return is_number(number) && digits_in(number) <= digits_max;
}

bool House::is_outside(std::string_view number) const {
  return is_number(number) && !is_inside(number);
}

std::string House::extension_of(std::string_view channel) const {
  const std::size_t slash = channel.find('/');
  if (slash == std::string_view::npos) return {};
  std::string_view name = channel.substr(slash + 1);
  name = name.substr(0, std::min(name.find('@'), name.rfind('-')));
  return is_inside(name) ? std::string(name) : std::string();
}

}  // namespace kontor::telephony

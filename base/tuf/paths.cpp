#include "base/tuf/metadata.hpp"

namespace kontor::tuf {

bool path_matches(std::string_view pattern, std::string_view path) {
  // Greedy with one point to go back to: time is at most length times length. A star never
  // takes a "/", so going back stops at one.
  std::size_t at = 0, in = 0;
  std::size_t star = std::string_view::npos, taken = 0;
  while (at < path.size()) {
    if (in < pattern.size() && pattern[in] == '*') {
      star = in++;
      taken = at;
    } else if (in < pattern.size() &&
               (pattern[in] == path[at] || (pattern[in] == '?' && path[at] != '/'))) {
      ++in;
      ++at;
    } else if (star != std::string_view::npos && path[taken] != '/') {
      at = ++taken;
      in = star + 1;
    } else {
      return false;
    }
  }
  while (in < pattern.size() && pattern[in] == '*') ++in;
  return in == pattern.size();
}

std::string encode_role(std::string_view role) {
  constexpr char kDigits[] = "0123456789ABCDEF";
  std::string out;
  for (const char c : role) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '-' || c == '.' || c == '_' || c == '~';
    if (plain) {
      out += c;
    } else {
      out += '%';
      out += kDigits[byte >> 4];
      out += kDigits[byte & 15];
    }
  }
  return out;
}

}  // namespace kontor::tuf

#include "host/gdpr/redacted_text.hpp"

#include <algorithm>

namespace kontor::host {

namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

bool in_a_word(char c) {
  return (lower(c) >= 'a' && lower(c) <= 'z') || (c >= '0' && c <= '9') ||
         static_cast<unsigned char>(c) >= 0x80;
}

}  // namespace

std::string redacted_text(const std::string& text, const std::vector<std::string>& names) {
  std::string left = text;
  for (const std::string& name : names) {
    if (name.empty()) continue;
    const auto same = [](char a, char b) { return lower(a) == lower(b); };
    for (auto from = left.begin();;) {
      const auto place = std::search(from, left.end(), name.begin(), name.end(), same);
      if (place == left.end()) break;
      const auto end = place + static_cast<std::ptrdiff_t>(name.size());
      const bool whole = (place == left.begin() || !in_a_word(*(place - 1))) &&
                         (end == left.end() || !in_a_word(*end));
      const auto at = place - left.begin();
      if (whole) left.replace(place, end, kErased);
      const std::size_t step = whole ? std::string(kErased).size() : 1;
      from = left.begin() + at + static_cast<std::ptrdiff_t>(step);
    }
  }
  return left;
}

}  // namespace kontor::host

#include "card.hpp"

#include <algorithm>

namespace vcard {
namespace {

char upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

std::string in_capitals(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), upper);
  return out;
}

std::string_view without_end(std::string_view line) {
  return line.ends_with('\r') ? line.substr(0, line.size() - 1) : line;
}

// RFC 6350, 3.2: a line that begins with a blank goes on with the one before.
std::vector<std::string> unfolded(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const auto end = text.find('\n');
    const std::string_view line = without_end(text.substr(0, end));
    text.remove_prefix(end == text.npos ? text.size() : end + 1);
    const bool goes_on = !lines.empty() && (line.starts_with(' ') || line.starts_with('\t'));
    if (goes_on) {
      lines.back() += line.substr(1);
    } else if (!line.empty()) {
      lines.emplace_back(line);
    }
  }
  return lines;
}

// RFC 6350, 3.4: parts stand between semicolons; \n, \, and \; are a line, a comma, a semicolon.
std::vector<std::string> parts_of(std::string_view value) {
  std::vector<std::string> parts(1);
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (value[i] == '\\' && i + 1 < value.size()) {
      const char escaped = value[++i];
      parts.back() += escaped == 'n' || escaped == 'N' ? ' ' : escaped;
    } else if (value[i] == ';') {
      parts.emplace_back();
    } else {
      parts.back() += value[i];
    }
  }
  return parts;
}

struct Property {
  std::string name;        // Without its group ("item1."), in capitals.
  std::string parameters;  // In capitals.
  std::vector<std::string> parts;
};

std::optional<Property> property_of(std::string_view line) {
  bool quoted = false;
  std::size_t colon = 0;
  for (; colon < line.size() && (quoted || line[colon] != ':'); ++colon)
    if (line[colon] == '"') quoted = !quoted;
  if (colon == line.size()) return std::nullopt;
  const std::string head = in_capitals(line.substr(0, colon));
  const auto semicolon = head.find(';');
  std::string name = head.substr(0, semicolon);
  name.erase(0, name.find('.') == name.npos ? 0 : name.find('.') + 1);
  return Property{std::move(name), semicolon == head.npos ? "" : head.substr(semicolon + 1),
                  parts_of(line.substr(colon + 1))};
}

// The first is kept, unless a later one is said to be preferred.
void keep(std::string& place, const Property& property) {
  const bool preferred = property.parameters.find("PREF") != std::string::npos;
  if (place.empty() || preferred) place = property.parts.front();
}

// "tel:+46-70-123" of RFC 3966 is a telephone number as well.
void keep_phone(std::string& place, Property property) {
  std::string& number = property.parts.front();
  if (in_capitals(number.substr(0, 4)) == "TEL:") number.erase(0, 4);
  keep(place, property);
}

void take(Card& card, std::string& full_name, const Property& property) {
  if (property.name == "N") {
    card.last_name = property.parts[0];
    if (property.parts.size() > 1) card.first_name = property.parts[1];
  }
  if (property.name == "FN") full_name = property.parts.front();
  if (property.name == "TEL") keep_phone(card.phone, property);
  if (property.name == "EMAIL") keep(card.email, property);
  if (property.name == "ORG") keep(card.organisation, property);
  if (property.name == "TITLE") keep(card.title, property);
}

// RFC 6350 does not ask for N: the formatted name stands in for it.
void fill_name(Card& card, const std::string& full_name) {
  if (!card.first_name.empty() || !card.last_name.empty()) return;
  const auto space = full_name.rfind(' ');
  card.first_name = full_name.substr(0, space);
  if (space != full_name.npos) card.last_name = full_name.substr(space + 1);
}

}  // namespace

std::size_t end_of_whole_cards(std::string_view text) {
  std::size_t end = 0;
  for (std::size_t at = 0; at < text.size();) {
    const auto line_end = text.find('\n', at);
    const std::string_view line = without_end(text.substr(at, line_end - at));
    at = line_end == text.npos ? text.size() : line_end + 1;
    if (in_capitals(line) == "END:VCARD" && line_end != text.npos) end = at;
  }
  return end;
}

std::optional<std::vector<Card>> read_cards(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  std::vector<Card> cards;
  std::string full_name;
  bool inside = false;
  for (const std::string& line : unfolded(text)) {
    const std::string word = in_capitals(line);
    if (word == "BEGIN:VCARD" && !inside) {
      cards.emplace_back();
      full_name.clear();
      inside = true;
    } else if (word == "END:VCARD" && inside) {
      fill_name(cards.back(), full_name);
      inside = false;
    } else if (!inside) {
      return std::nullopt;
    } else if (const auto property = property_of(line)) {
      take(cards.back(), full_name, *property);
    }
  }
  if (inside) return std::nullopt;
  return cards;
}

}  // namespace vcard

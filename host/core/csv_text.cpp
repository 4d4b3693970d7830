#include "host/core/csv_text.hpp"

namespace kontor::host {

namespace {

bool begins_formula(std::string_view text) {
  return !text.empty() && std::string_view("=+-@\t\r").find(text[0]) != std::string_view::npos;
}

// +46731535639, -12.5: nothing a formula could call.
bool is_plain_number(std::string_view text) {
  return text.size() > 1 && (text[0] == '+' || text[0] == '-') &&
         text.substr(1).find_first_not_of("0123456789.") == std::string_view::npos;
}

}  // namespace

void add_csv_cell(std::string& line, std::string_view cell) {
  if (cell.find_first_of(",\"\r\n") == std::string_view::npos) {
    line += cell;
    return;
  }
  line += '"';
  for (const char c : cell) {
    if (c == '"') line += '"';
    line += c;
  }
  line += '"';
}

std::string without_formula(std::string_view text) {
  const bool formula = begins_formula(text) && !is_plain_number(text);
  return (formula ? "'" : "") + std::string(text);
}

std::string_view with_formula(std::string_view text) {
  const bool guarded = text.size() > 1 && text[0] == '\'' && begins_formula(text.substr(1));
  return guarded ? text.substr(1) : text;
}

}  // namespace kontor::host

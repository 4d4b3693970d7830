#pragma once

#include <string>
#include <string_view>

namespace kontor::host {

// Appends a cell as RFC 4180 has it, in quotes where it needs them.
void add_csv_cell(std::string& line, std::string_view cell);

// A text that a spreadsheet would take for a formula (it begins with = + - @, tab or return)
// gets an apostrophe in front, which spreadsheets do not show (OWASP, CSV injection). Numbers and
// telephone numbers are left as they are.
std::string without_formula(std::string_view text);

// Takes that apostrophe away again, and no other.
std::string_view with_formula(std::string_view text);

}  // namespace kontor::host

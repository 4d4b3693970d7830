#pragma once

#include <string>
#include <string_view>

// Words of RFC 9110 section 5.6.
namespace kontor::http {

bool is_token(std::string_view text);
// Visible characters, spaces, tabs and bytes above 0x7f: nothing that ends a line.
bool is_field_value(std::string_view text);
std::string lower_case(std::string_view text);
// Without spaces and tabs at both ends.
std::string_view trim(std::string_view text);

}  // namespace kontor::http

#pragma once

#include <kontor/json.hpp>
#include <string>
#include <string_view>

namespace kontor::sms {

// `text` with {field} and {field|word} filled in from a record; the word stands in where the
// field is empty. Only the fields a template may name; Failure(invalid_argument) names
// another, or a brace without its end.
std::string filled(std::string_view text, const Json& fields);

// Fields a template may name.
bool is_template_field(std::string_view name);

}  // namespace kontor::sms

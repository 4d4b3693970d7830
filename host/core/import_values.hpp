#pragma once

#include <string>
#include <string_view>

#include "host/core/field.hpp"

namespace kontor::host {

// A cell of a file as the JSON value of a field: dates in three styles, numbers with comma
// or point, choices by value or label in any language. References stay text for the caller
// to look up. Null for an empty cell. invalid_argument naming field and text.
Result<Json> value_of_cell(const Field& field, std::string_view cell, const std::string& currency);

// "12 500,00", "12,500.00", "12500" in minor units of a currency with cents.
Result<std::int64_t> parse_amount(std::string_view text);

std::string trimmed_cell(std::string_view cell);

}  // namespace kontor::host

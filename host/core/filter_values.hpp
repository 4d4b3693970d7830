#pragma once

#include <string>

#include "host/core/filter.hpp"

namespace kontor::host {

Error refuse_filter(const std::string& why);

// Puts the user's id and moments where "@me", "@today-30d" and the like stand.
void resolve_words(FieldType type, const FilterContext& context, Json& value);

// Does the value fit the op and the type of the field? Completes is_null without a value.
Status check_condition(FieldType type, Condition& condition);

}  // namespace kontor::host

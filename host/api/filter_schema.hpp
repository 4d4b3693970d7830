#pragma once

#include "base/core/json.hpp"

namespace kontor::host {

// What a body may say under "filter"; parse_filter() judges the rest.
inline Json filter_schema() {
  return {{"type", {"array", "object"}},
          {"description",
           "Which records are meant. A condition is {\"field\", \"op\", \"value\"} with op eq, ne, "
           "lt, le, gt, ge, between, in, not_in, prefix, contains, has or is_null; a list means "
           "all of its filters, {\"any\": [...]} one of them, {\"not\": ...} not this one. An "
           "amount is compared by its minor units, its currency as \"amount:currency\"."}};
}

}  // namespace kontor::host

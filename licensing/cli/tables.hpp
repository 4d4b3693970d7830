#pragma once

#include <iosfwd>
#include <string>

#include "base/core/json.hpp"

namespace kontor::licensing {

// Answers for people, a line a thing. What a service leaves out is left out here.
void print_answer(std::ostream& out, const std::string& verb, const Json& answer);

// What each offer of a product costs: lines, conditions, years, comparisons.
void print_quotes(std::ostream& out, const Json& answer);

// "1 398.00 EUR" of {"amount","currency"}, whose amount is in minor units (ISO 4217).
std::string money_words(const Json& money);

}  // namespace kontor::licensing

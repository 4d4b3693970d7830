#pragma once

#include <string>

#include "base/core/result.hpp"

namespace kontor::licensing {

// A refusal for people: what was refused, who sits where it was for want of a seat, and what
// to do about it.
std::string in_words(const Error& refusal);

// The same for programs: {"code","message","advice"} and what the service said beside.
std::string as_json(const Error& refusal);

}  // namespace kontor::licensing

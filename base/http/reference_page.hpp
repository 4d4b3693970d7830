#pragma once

#include <string>

#include "base/core/json.hpp"

namespace kontor::http {

// The reference for people, from the OpenAPI document alone, without script or style: each
// operation with who may call it, its parameters, what it takes and what it answers.
std::string reference_page(const Json& document);

}  // namespace kontor::http

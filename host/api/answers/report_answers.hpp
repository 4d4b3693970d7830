#pragma once

#include "base/core/json.hpp"

// Shapes of what reports answer, for the OpenAPI document.
namespace kontor::host::answers {

Json report();

}  // namespace kontor::host::answers

#pragma once

#include "base/core/json.hpp"

namespace kontor::host {

// A small value that fits a JSON Schema, for trying what asks for input: examples, defaults
// and first choices before made-up texts and lowest numbers. Optional members are left out.
// What no small value fits stays as near as it gets; who takes it validates.
Json sample_of(const Json& schema);

}  // namespace kontor::host

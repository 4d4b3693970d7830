#pragma once

#include <nlohmann/json.hpp>

namespace kontor {

// JSON as plugins and host see it.
using Json = nlohmann::json;

}  // namespace kontor

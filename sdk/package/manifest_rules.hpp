#pragma once

#include "sdk/package/manifest.hpp"

namespace kontor::package {

// What manifest.schema.json cannot say: how parts of a manifest fit each other.
Status check_rules(const Manifest& manifest);

}  // namespace kontor::package

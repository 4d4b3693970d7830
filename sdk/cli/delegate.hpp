#pragma once

#include <string>
#include <vector>

#include "base/core/result.hpp"

namespace kontor::cli {

// Verbs of other parts of Kontor: the programs kontor-VERB in the folder of this one.
std::vector<std::string> other_verbs();

// Becomes kontor-VERB with the arguments after it. Returns only if that fails.
Error become(const std::string& verb, char** arguments);

}  // namespace kontor::cli

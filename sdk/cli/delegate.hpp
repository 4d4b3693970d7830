#pragma once

#include <string>
#include <vector>

#include "base/core/result.hpp"

namespace kontor::cli {

// Verbs of other parts of Kontor: the programs kontor-VERB in the folder of this one.
std::vector<std::string> other_verbs();

// What such a verb does, in a few words; empty for one this program has not heard of.
std::string summary_of(const std::string& verb);

// Becomes kontor-VERB with the arguments after it. Returns only if that fails; not_found,
// with the nearest of `own_verbs` and the others, if there is no such program.
Error become(const std::string& verb, char** arguments, std::vector<std::string> own_verbs);

}  // namespace kontor::cli

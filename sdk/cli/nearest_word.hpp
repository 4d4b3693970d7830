#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace kontor::cli {

// The word of `known` that `typed` was most likely meant to be; empty if none is near.
std::string nearest_word(std::string_view typed, const std::vector<std::string>& known);

}  // namespace kontor::cli

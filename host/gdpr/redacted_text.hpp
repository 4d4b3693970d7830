#pragma once

#include <string>
#include <vector>

namespace kontor::host {

// What stands in a text where somebody was.
inline constexpr const char* kErased = "erased";

// `text` without the whole words that are one of `names`, longest first; small and capital
// letters of ASCII are the same.
std::string redacted_text(const std::string& text, const std::vector<std::string>& names);

}  // namespace kontor::host

#pragma once

#include <string>
#include <string_view>

namespace kontor::marketplace {

// Lower case for searching, letter by letter (no change of length in letters), for every
// script glibc's C.UTF-8 knows. Bytes that are not UTF-8 stay as they are.
std::string fold_case(std::string_view text);

}  // namespace kontor::marketplace

#pragma once

#include <string_view>

namespace kontor::tlog {

// True for a name a key may have in a note: UTF-8, not empty, at most 255 bytes, no control
// character, no Unicode space and no plus.
bool is_key_name(std::string_view name);

}  // namespace kontor::tlog

#pragma once

#include <string>
#include <string_view>

namespace kontor::http {

// Text as it may stand in HTML, between tags or in a quoted attribute.
std::string escape_html(std::string_view text);

}  // namespace kontor::http

#pragma once

#include <cstdint>

#include "base/core/json.hpp"

namespace kontor::licensing {

// Pieces of the schemas of request bodies. Objects take no unknown member.
Json object_schema(Json required, Json optional = Json::object());
Json hex_text(int characters);
// Printable ASCII, 1 to 200: identifiers of programs, not names of people.
Json name_text();
// For people: 1 to 100 characters, no control characters.
Json sentence_text();
Json count_number(std::int64_t most);

}  // namespace kontor::licensing

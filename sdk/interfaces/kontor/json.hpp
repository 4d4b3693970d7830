#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace kontor {

// JSON as plugins and host see it.
using Json = nlohmann::json;

// The text in a field, or `otherwise` if it is missing, null or no text: fields of a record
// may always be null.
inline std::string text_of(const Json& fields, const char* name, std::string_view otherwise = "") {
  const auto found = fields.find(name);
  if (found == fields.end() || !found->is_string()) return std::string(otherwise);
  return found->get<std::string>();
}

}  // namespace kontor

#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "host/core/entity.hpp"

namespace kontor::host {

// What an import does with the columns of a file: header → field, or one of
//   created_at   when the record came to be
//   currency     of the money field
// Columns left out are ignored.
using ImportMapping = std::map<std::string, std::string>;

// Suggests a field for each header, by names, labels and the words people use for them in
// English, Russian, Swedish and Danish. No field twice.
ImportMapping suggest_mapping(const Entity& entity, const std::vector<std::string>& headers);

// The same, and for columns whose header says nothing, by what their cells look like: e-mail
// addresses, telephone numbers, web addresses, the choices of one field.
ImportMapping suggest_mapping(const Entity& entity, const std::vector<std::string>& headers,
                              const std::vector<std::vector<std::string>>& rows);

// True if a column may go to this field.
bool can_import(const Entity& entity, std::string_view field);

// Reads {header: field or null} and checks that each field exists and may be written.
Result<ImportMapping> parse_mapping(const Json& json, const Entity& entity);

}  // namespace kontor::host

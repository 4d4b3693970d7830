#pragma once

#include <cstddef>

#include "base/core/json.hpp"
#include "base/db/database.hpp"

namespace kontor::host {

// A row's values from column `from` on as a JSON array, and a value back.
Json row_values(const db::Row& row, std::size_t from);
db::Value db_value(const Json& json);

}  // namespace kontor::host

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/db/database.hpp"

namespace kontor::testing {

// Fails the test when `text` is not the content of tests/golden/`file`. With the
// environment variable KONTOR_UPDATE_GOLDEN set it writes the file instead; look at the
// difference before committing it.
void expect_golden(const std::string& file, std::string_view text);

// The same for the schema that a component's migrations make of an empty SQLite database:
// tests/golden/`component`.schema.sql.
void expect_golden_schema(const std::string& component,
                          const std::vector<db::Migration>& migrations);

}  // namespace kontor::testing

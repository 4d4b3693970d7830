#pragma once

#include <filesystem>
#include <string>

#include "base/core/result.hpp"
#include "base/db/database.hpp"

namespace kontor::db {

// Writes what an SQLite database ("sqlite:PATH") holds now to a new file, as one snapshot,
// while others read and write it. invalid_argument for another database, conflict when the
// file exists.
Status copy_database(const std::string& url, const std::filesystem::path& file);

// Puts the rows of all tables of `from`, as of one moment, in the place of those of `to`, in one
// transaction. Both were migrated alike; one of them is SQLite and its tables are the ones that
// are copied, but for the list of migrations. Tables of `to` that it does not have stay as they
// are.
Status copy_rows(Database& from, Database& to);

}  // namespace kontor::db

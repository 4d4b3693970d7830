#pragma once

#include <filesystem>
#include <string>

#include "base/core/result.hpp"

namespace kontor::db {

// Writes what an SQLite database ("sqlite:PATH") holds now to a new file, as one snapshot,
// while others read and write it. invalid_argument for another database, conflict when the
// file exists.
Status copy_database(const std::string& url, const std::filesystem::path& file);

}  // namespace kontor::db
